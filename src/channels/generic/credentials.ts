import { z } from 'zod';
import { secret } from '../shared/secret.ts';
import {
  leastToleranceSeconds,
  madeSecretBytes,
  mostSecrets,
  mostToleranceSeconds,
  usualToleranceSeconds,
} from './limits.ts';
import { isSigningSecret, signingSecret } from './signature.ts';

const secrets = z
  .array(secret().refine(isSigningSecret, 'A secret is whsec_ followed by 24 to 64 bytes in base64'))
  .min(1)
  .max(mostSecrets)
  .optional();

/** What a signed webhook needs. Of two secrets the newer one stands first. */
export const genericCredentials = z.object({
  inboundSecrets: secrets.describe('Secrets that messages to the bot are signed with. Made when absent.'),
  outboundSecrets: secrets.describe('Secrets that messages of the bot are signed with. Made when absent.'),
  outboundUrl: z.url({ protocol: /^https?$/ }).describe('Where messages of the bot are sent to.'),
  inboundToken: secret().optional().describe('Expected as `Authorization: Bearer …` beside the signature.'),
  toleranceSeconds: z
    .int()
    .min(leastToleranceSeconds)
    .max(mostToleranceSeconds)
    .optional()
    .describe(`How far the time of a signature may be from ours. Default: ${usualToleranceSeconds}.`),
});
export type GenericCredentials = z.infer<typeof genericCredentials>;

/** The credentials with a secret for either direction. */
export function withSecrets(given: GenericCredentials, random: (bytes: number) => Uint8Array): GenericCredentials {
  const made = () => [signingSecret(random(madeSecretBytes))];
  return {
    ...given,
    inboundSecrets: given.inboundSecrets ?? made(),
    outboundSecrets: given.outboundSecrets ?? made(),
  };
}
