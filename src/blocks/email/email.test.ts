import { expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { email } from './email.ts';

const recipients = ['a@b.co'];
const noAccount = 'No credentials found, make sure to configure your SMTP provider properly';
const unknownAccount = 'The mail account "c1" does not exist: the email was not sent';

it.each<[options: object | undefined, resultId: string | undefined, logs: object[]]>([
  [undefined, 'r1', []],
  [{}, 'r1', []],
  [{ credentialsId: 'c1' }, 'r1', []],
  [{ recipients }, 'r1', [{ origin: 'wire', log: { status: 'error', description: noAccount } }]],
  [
    { recipients, credentialsId: 'c1' },
    'r1',
    [{ origin: 'diagnostic', log: { status: 'error', description: unknownAccount, context: 'While sending email' } }],
  ],
  [
    { recipients },
    undefined,
    [{ origin: 'wire', log: { status: 'info', description: 'Emails are not sent in preview mode' } }],
  ],
])('Email with %j and result %s', async (options, resultId, logs) => {
  const block = { id: 'b1', type: 'Email', ...(options && { options }) };
  const conversation = new SimulatedConversation(oneGroup([block]), new Map([[email.type, email]]), { resultId });
  expect((await conversation.start()).output.logs).toEqual(logs);
  expect(conversation.program.warnings).toEqual([]);
});
