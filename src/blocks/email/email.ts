import { z } from 'zod';
import { defineBlock, goOn } from '../../engine/block.ts';
import { flag, text, withOptions } from '../shared/fields.ts';

const texts = z.array(z.string()).optional();

/**
 * Sends an email (integrations §6). No mail account can be connected in this release, so nothing is sent: the logs say
 * what is missing, and the flow goes on.
 */
export const email = defineBlock({
  type: 'Email',
  sort: 'integration',
  schema: withOptions({
    credentialsId: text,
    recipients: texts,
    subject: text,
    body: text,
    isCustomBody: flag,
    isBodyCode: flag,
    replyTo: text,
    cc: texts,
    bcc: texts,
    attachmentsVariableId: text,
  }),
  summary: 'Sends an email. Mail accounts cannot be connected yet, so the block logs an error and the flow goes on.',

  async run({ options }, context) {
    if (!options) return goOn;
    if (!context.isLive) {
      context.log({ status: 'info', description: 'Emails are not sent in preview mode' });
    } else if (options.recipients && !options.credentialsId) {
      const description = 'No credentials found, make sure to configure your SMTP provider properly';
      context.log({ status: 'error', description });
    } else if (options.recipients) {
      const description = `The mail account "${options.credentialsId}" does not exist: the email was not sent`;
      context.diagnose({ status: 'error', description, context: 'While sending email' });
    }
    return goOn;
  },
});
