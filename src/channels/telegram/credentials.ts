import { z } from 'zod';
import { secret } from '../shared/secret.ts';
import { secretTokenBytes } from './limits.ts';

/** What a bot of Telegram needs. */
export const telegramCredentials = z.object({
  botToken: secret()
    .regex(
      /^\d{1,19}:[A-Za-z0-9_-]{1,128}$/,
      'A token is the id of the bot, a colon and letters, as BotFather shows it',
    )
    .describe('Token of the bot, as BotFather shows it.'),
  secretToken: secret()
    .regex(/^[A-Za-z0-9_-]{1,256}$/, 'A secret token has up to 256 letters, figures, _ and -')
    .optional()
    .describe('Sent along with each request to us in a header. Made when absent.'),
  botUsername: z
    .string()
    .regex(/^@?\w{1,64}$/)
    .optional()
    .describe(
      'Name of the bot, by which groups call it. Without it each name that ends in `bot` is taken for its own.',
    ),
});
export type TelegramCredentials = z.infer<typeof telegramCredentials>;

/** The credentials with a secret token. */
export function withSecretToken(
  given: TelegramCredentials,
  random: (bytes: number) => Uint8Array,
): TelegramCredentials {
  return { ...given, secretToken: given.secretToken ?? Buffer.from(random(secretTokenBytes)).toString('base64url') };
}
