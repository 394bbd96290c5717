import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { Chat } from '../support/chat.ts';
import { openTestServer } from '../support/test-server.ts';

const secret = 'sk-never-to-be-seen-again-0123';

it('no secret of credentials stands in the log or in an answer, whatever is asked', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const server = await openTestServer({ log });
  const chat = new Chat(server);
  const { workspaceId } = server;
  const url = '/api/v1/credentials';
  const headers = chat.asOwner;
  const answers: string[] = [];
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await chat.send(method, path, { headers, ...(body !== undefined && { body }) });
    answers.push(answer.text, JSON.stringify(answer.headers));
    return answer;
  };
  const stripe = { type: 'stripe', name: 'Shop', data: { live: { secretKey: secret, publicKey: 'pk' } } };
  const created = await send('POST', url, { workspaceId, credentials: stripe });
  const { credentialsId } = created.body as unknown as { credentialsId: string };
  await send('GET', `${url}?workspaceId=${workspaceId}`);
  await send('GET', `${url}/${credentialsId}?workspaceId=${workspaceId}`);
  await send('PATCH', `${url}/${credentialsId}`, { workspaceId, credentials: { ...stripe, name: 'Other' } });
  // Requests that are refused name their field and not its value.
  await send('POST', url, { workspaceId, credentials: { ...stripe, type: secret } });
  await send('POST', url, { workspaceId, credentials: { ...stripe, data: { live: secret } } });
  await send('POST', url, { workspaceId: 'elsewhere', credentials: stripe });
  await send('POST', url, { workspaceId, credentials: { ...stripe, id: credentialsId } });
  await send('DELETE', `${url}/${credentialsId}?workspaceId=${workspaceId}`);
  // A store that fails tells of the request in the log.
  vi.spyOn(server.store.credentials, 'insert').mockRejectedValueOnce(new Error('no room'));
  expect((await send('POST', url, { workspaceId, credentials: stripe })).status).toBe(500);
  await server.close();
  expect(answers.filter((text) => text.includes(secret))).toEqual([]);
  expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  expect(lines.length).toBeGreaterThan(0);
});
