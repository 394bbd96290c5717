import { z } from 'zod';
import { secret } from '../shared/secret.ts';
import { usualGraphVersion } from './limits.ts';

const meta = z.object({
  provider: z.literal('meta'),
  systemUserAccessToken: secret().describe('Token of a system user that never ends.'),
  phoneNumberId: z.string().regex(/^\d+$/).describe('Id of the phone number, as the console shows it.'),
  wabaId: z.string().regex(/^\d+$/).optional().describe('Id of the business account; needed to set up.'),
  appSecret: secret().optional().describe('Secret of the app, which its requests are signed with.'),
  verifyToken: secret().optional().describe('Typed into the console beside the address. Made when absent.'),
  graphVersion: z
    .string()
    .regex(/^v\d+\.\d+$/)
    .optional()
    .describe(`Version of the Graph API. Default: ${usualGraphVersion}.`),
  insecure: z.boolean().optional().describe('Takes requests although there is no secret to check them with.'),
});

const dialog360 = z.object({
  provider: z.literal('360dialog'),
  apiKey: secret().describe('Key of the number.'),
  webhookSecret: secret().optional().describe('Sent along with each request to us in a header.'),
  insecure: z.boolean().optional().describe('Takes requests although there is no secret to check them with.'),
});

const mayGoWithout = { message: 'A secret is needed, or insecure: true', path: ['appSecret'] };

/** What a number of WhatsApp needs, by who runs it: Meta unless 360dialog is named. */
export const whatsAppCredentials: z.ZodType<WhatsAppCredentials> = z.preprocess(
  (given) => {
    if (typeof given !== 'object' || given === null) return given;
    const { accessToken, ...fields } = given as Readonly<Record<string, unknown>>;
    const token = accessToken === undefined ? {} : { systemUserAccessToken: accessToken };
    return { provider: 'meta', ...token, ...fields };
  },
  z
    .discriminatedUnion('provider', [meta, dialog360])
    .refine((given) => given.provider !== 'meta' || given.appSecret !== undefined || given.insecure, mayGoWithout)
    .refine((given) => given.provider !== '360dialog' || given.webhookSecret !== undefined || given.insecure, {
      ...mayGoWithout,
      path: ['webhookSecret'],
    }),
);
export type WhatsAppCredentials = z.infer<typeof meta> | z.infer<typeof dialog360>;
export type MetaCredentials = z.infer<typeof meta>;

/** Random bytes in a token that Meta's console is told. */
const verifyTokenBytes = 24;

/** The credentials with a token for Meta's console. */
export function withVerifyToken(
  given: WhatsAppCredentials,
  random: (bytes: number) => Uint8Array,
): WhatsAppCredentials {
  if (given.provider !== 'meta') return given;
  return { ...given, verifyToken: given.verifyToken ?? Buffer.from(random(verifyTokenBytes)).toString('base64url') };
}
