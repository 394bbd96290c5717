import { z } from 'zod';
import { secret } from '../shared/secret.ts';

/** What a channel of LINE needs: its secret, and a token or the id that short-lived tokens are made with. */
export const lineCredentials = z
  .object({
    channelSecret: secret().describe('Secret of the channel, which its requests are signed with.'),
    channelAccessToken: secret().optional().describe('Long-lived token of the channel.'),
    channelId: z
      .string()
      .regex(/^\d{1,20}$/)
      .optional()
      .describe('Id of the channel, which tokens of 15 minutes are made with when there is no long-lived one.'),
  })
  .refine(({ channelAccessToken, channelId }) => channelAccessToken !== undefined || channelId !== undefined, {
    message: 'A token or the id of the channel is needed',
    path: ['channelAccessToken'],
  });
export type LineCredentials = z.infer<typeof lineCredentials>;
