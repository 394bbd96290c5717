import { z } from 'zod';
import { mostFiles, mostIdLength, mostInboundText } from './limits.ts';

const id = z.string().min(1).max(mostIdLength);
const text = z.string().max(mostInboundText);
const optional = z.string().nullish();
const address = z.url({ protocol: /^https?$/ });

const data = z.object({
  user: z.object({ id, name: optional, locale: optional, email: optional, phone: optional }),
  conversationId: id.nullish(),
  sequence: z.int().min(0).nullish(),
});

function envelope<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.object({
    type: z.literal(type),
    timestamp: z.string().refine((time) => !Number.isNaN(Date.parse(time)), 'Expected a time in ISO 8601'),
    data: data.extend(shape),
  });
}

/** What chat apps send (channels §13.2). Keys that are not named here are passed over. */
export const inboundBody = z.discriminatedUnion('type', [
  envelope('message.text', { text }),
  envelope('message.choice', {
    choiceId: id.optional(),
    choiceIds: z.array(id).min(1).max(1_000).optional(),
    promptId: id,
    text: text.nullish(),
  }).refine(({ data: { choiceId, choiceIds } }) => choiceId !== undefined || choiceIds !== undefined, {
    path: ['data', 'choiceId'],
    message: 'Expected choiceId or choiceIds',
  }),
  envelope('message.file', {
    files: z
      .array(z.object({ url: address, name: optional, mimeType: optional, size: z.number().nullish() }))
      .min(1)
      .max(mostFiles),
    text: text.nullish(),
  }),
  envelope('message.audio', { url: address, mimeType: optional }),
  envelope('message.location', {
    location: z.object({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      address: optional,
    }),
  }),
  envelope('message.contact', { contact: z.object({ name: optional, phone: optional, email: optional }) }),
  envelope('conversation.start', {
    ref: text.nullish(),
    variables: z.record(z.string(), z.json()).nullish(),
  }),
  envelope('conversation.reset', {}),
  envelope('user.unsubscribed', {}),
]);
export type InboundBody = z.infer<typeof inboundBody>;

/** Kinds of bodies that are read; others are taken and passed over. */
const types: ReadonlySet<unknown> = new Set(inboundBody.options.map((option) => option.shape.type.value));

/** What the bytes of a request say. */
export type Reading =
  | { readonly kind: 'read'; readonly body: InboundBody }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'no JSON' }
  | { readonly kind: 'invalid'; readonly issues: readonly { readonly path: string; readonly message: string }[] };

/** Reads a body. */
export function readInbound(bytes: Uint8Array): Reading {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { kind: 'no JSON' };
  }
  const type: unknown = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  if (typeof type === 'string' && !types.has(type)) return { kind: 'unknown' };
  const result = inboundBody.safeParse(json);
  if (result.success) return { kind: 'read', body: result.data };
  return {
    kind: 'invalid',
    issues: result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  };
}
