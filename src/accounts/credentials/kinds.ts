import { z } from 'zod';

/** Marks a field that may be shown; every other value of credentials is a secret. */
function shown<T extends z.ZodType>(schema: T): T {
  return schema.meta({ isShown: true }) as T;
}

const secret = z.string();
const text = shown(z.string());
const number = shown(z.number());
const flag = shown(z.boolean());
const address = shown(z.string());

/** A service that takes one key. */
const keyOnly = z.looseObject({ apiKey: secret.optional() });
/** The same where its address may be another one. */
const keyAndAddress = z.looseObject({ apiKey: secret.optional(), baseUrl: address.optional() });

/**
 * Every kind of credentials by its name on the wire, with the data that it takes (integrations §2.1). Data that is not
 * named here is kept as it is, and never shown.
 */
export const credentialKinds = {
  smtp: z.looseObject({
    host: text.optional(),
    port: number.optional(),
    username: text.optional(),
    password: secret.optional(),
    isTlsEnabled: flag.optional(),
    from: z.looseObject({ email: text.optional(), name: text.optional() }).optional(),
  }),
  'google sheets': z.looseObject({
    refresh_token: secret.nullish(),
    access_token: secret.nullish(),
    expiry_date: number.nullish(),
    token_type: text.nullish(),
    id_token: secret.nullish(),
    scope: text.nullish(),
  }),
  stripe: z.looseObject({
    live: z.looseObject({ secretKey: secret, publicKey: text }),
    test: z.looseObject({ secretKey: secret.optional(), publicKey: text.optional() }).optional(),
  }),
  'http proxy': z.looseObject({ url: secret }),
  openai: keyAndAddress,
  groq: keyAndAddress,
  deepseek: keyAndAddress,
  perplexity: keyAndAddress,
  anthropic: keyOnly,
  mistral: keyOnly,
  'together-ai': keyOnly,
  'open-router': keyOnly,
  'chat-node': keyOnly,
  elevenlabs: keyOnly,
  segment: keyOnly,
  blink: keyOnly,
  'dify-ai': z.looseObject({
    apiEndpoint: address.optional(),
    apiKey: secret.optional(),
    knowledgeApiKey: secret.optional(),
  }),
  nocodb: keyAndAddress,
  posthog: z.looseObject({ apiKey: secret.optional(), host: address.optional() }),
  zendesk: z.looseObject({ conversationsKeyId: text.optional(), conversationsSecretKey: secret.optional() }),
  gmail: z.looseObject({
    accessToken: secret.optional(),
    refreshToken: secret.optional(),
    expiryDate: number.optional(),
    client: z.looseObject({ id: text, secret }).optional(),
  }),
  whatsApp: z.union([
    z.looseObject({
      provider: shown(z.literal('meta')).optional(),
      systemUserAccessToken: secret,
      phoneNumberId: text,
      wabaId: text.optional(),
      appSecret: secret.optional(),
      verifyToken: secret.optional(),
      graphVersion: text.optional(),
    }),
    z.looseObject({ provider: shown(z.literal('360dialog')), apiKey: secret, webhookSecret: secret.optional() }),
  ]),
} as const satisfies Readonly<Record<string, z.ZodObject | z.ZodUnion<readonly z.ZodObject[]>>>;

/** Name of a kind of credentials. */
export type CredentialKind = keyof typeof credentialKinds;

/** The names of all kinds. */
export const credentialKindNames = Object.keys(credentialKinds) as [CredentialKind, ...CredentialKind[]];

/** What credentials hold: JSON. */
export type CredentialData = Readonly<Record<string, unknown>>;

/** Stands in front of what is shown of a secret. */
const dots = '••••';

/** A secret as people see it: enough to tell it from others, for one that is long enough to bear that. */
export function maskedText(secretText: string): string {
  return secretText.length >= 12 ? dots + secretText.slice(-4) : dots;
}

/** Data with every secret masked; of a kind that is not known everything is one. */
export function maskedData(kind: string, data: CredentialData): CredentialData {
  const schemas = Object.hasOwn(credentialKinds, kind) ? optionsOf(credentialKinds[kind as CredentialKind]) : [];
  const schema = schemas.find((option) => option.safeParse(data).success) ?? schemas[0];
  return masked(data, schema) as CredentialData;
}

function optionsOf(schema: z.ZodObject | z.ZodUnion<readonly z.ZodObject[]>): readonly z.ZodObject[] {
  return schema instanceof z.ZodUnion ? schema.options : [schema];
}

function masked(value: unknown, schema: z.ZodType | undefined): unknown {
  if (Array.isArray(value)) return value.map((entry) => masked(entry, undefined));
  if (typeof value !== 'object' || value === null) return isShown(schema) ? value : maskedLeaf(value);
  const { shape = {} } = (schema ? unwrapped(schema) : {}) as { shape?: Readonly<Record<string, z.ZodType>> };
  const entries = Object.entries(value).map(([name, part]) => {
    return [name, masked(part, Object.hasOwn(shape, name) ? shape[name] : undefined)] as const;
  });
  return Object.fromEntries(entries);
}

function maskedLeaf(value: unknown): unknown {
  if (value === null || value === '') return value;
  return typeof value === 'string' ? maskedText(value) : dots;
}

function isShown(schema: z.ZodType | undefined): boolean {
  return schema !== undefined && unwrapped(schema).meta()?.['isShown'] === true;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}

/**
 * New data in which a secret that was sent back as it is shown keeps the value that it has.
 *
 * @param before what is stored
 */
export function withKeptSecrets(kind: string, before: CredentialData, sent: CredentialData): CredentialData {
  return kept(before, maskedData(kind, before), sent) as CredentialData;
}

function kept(before: unknown, shownBefore: unknown, sent: unknown): unknown {
  if (typeof sent === 'string') return sent.startsWith(dots) && sent === shownBefore ? before : sent;
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return sent;
  const member = (value: unknown, name: string) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Readonly<Record<string, unknown>>)[name]
      : undefined;
  return Object.fromEntries(
    Object.entries(sent).map(([name, part]) => [name, kept(member(before, name), member(shownBefore, name), part)]),
  );
}
