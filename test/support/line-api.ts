import { expect } from 'vitest';
import type { Command } from '../../src/channels/channel.ts';
import api from '../../src/channels/line/samples/messaging-api.json' with { type: 'json' };

type Fields = Readonly<Record<string, unknown>>;
interface Field {
  readonly types: readonly string[];
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly maxItems?: number;
  readonly minItems?: number;
}
type Schema =
  | { readonly fields: Readonly<Record<string, Field>> }
  | { readonly by: string; readonly variants: Readonly<Record<string, string>> };

// The type of a JSON file names each of its keys; here they are looked up by name.
const schemas = api as unknown as Readonly<Record<string, Schema>>;
const bodies: Readonly<Record<string, string>> = {
  '/v2/bot/message/reply': 'ReplyMessageRequest',
  '/v2/bot/message/push': 'PushMessageRequest',
  '/v2/bot/chat/loading/start': 'ShowLoadingAnimationRequest',
  '/v2/bot/channel/webhook/endpoint': 'SetWebhookEndpointRequest',
};

/** The messages of a call. */
export function messagesOf({ request: { body } }: Command): readonly Fields[] {
  return body?.kind === 'json' ? ((body.value as { messages?: readonly Fields[] }).messages ?? []) : [];
}

/** A call in short: where it goes and its messages. Fails where LINE would not take it. */
export function inShort(command: Command): unknown {
  expect(faultsOf(command)).toEqual([]);
  return { [command.request.path.split('/').at(-1) ?? '']: messagesOf(command) };
}

/** Where a call differs from the schemas of LINE, and where it is more than LINE takes (channels §5.3). */
export function faultsOf(command: Command): string[] {
  const { path, body, headers } = command.request;
  const name = bodies[path];
  if (name === undefined || body?.kind !== 'json') return [`${path} is no call with a body`];
  const messages = messagesOf(command);
  return [
    ...schemaFaults(body.value, name, name),
    ...(messages.length > 5 ? [`${messages.length} messages`] : []),
    ...(path.endsWith('push') &&
    !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(headers?.['x-line-retry-key'] ?? '')
      ? ['a push without its key']
      : []),
    ...messages.flatMap((message, index) => limitFaults(message, index === messages.length - 1)),
  ];
}

function schemaFaults(value: unknown, name: string, at: string): string[] {
  const schema = schemas[name];
  if (!schema || typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no ${name}`];
  const fields = value as Fields;
  if ('by' in schema) {
    const variant = schema.variants[String(fields[schema.by])];
    return variant === undefined ? [`${at} is no ${name}`] : schemaFaults(value, variant, at);
  }
  const missing = Object.entries(schema.fields).flatMap(([key, { required }]) =>
    required && fields[key] === undefined ? [`${at}.${key} is missing`] : [],
  );
  const wrong = Object.entries(fields).flatMap(([key, one]) => {
    const field = schema.fields[key];
    if (one === undefined) return [];
    return field ? fieldFaults(one, field, `${at}.${key}`) : [`${at}.${key} is not known`];
  });
  return [...missing, ...wrong];
}

function fieldFaults(value: unknown, field: Field, at: string): string[] {
  const { types, maxLength = Number.POSITIVE_INFINITY, minLength = 0 } = field;
  const [type = ''] = types;
  if (type.startsWith('Array of ')) {
    const of = type.slice('Array of '.length);
    if (!Array.isArray(value)) return [`${at} is no list`];
    const isTooLong =
      value.length > (field.maxItems ?? Number.POSITIVE_INFINITY) || value.length < (field.minItems ?? 0);
    return [
      ...(isTooLong ? [`${at} has ${value.length}`] : []),
      ...value.flatMap((one, index) => fieldFaults(one, { types: [of] }, `${at}[${index}]`)),
    ];
  }
  if (type === 'String') {
    if (typeof value !== 'string') return [`${at} is no text`];
    const isFine = value.length <= maxLength && value.length >= minLength && value.isWellFormed();
    return isFine ? [] : [`${at} has ${value.length} characters`];
  }
  if (type === 'Integer' || type === 'Number') return typeof value === 'number' ? [] : [`${at} is no number`];
  if (type === 'Boolean') return typeof value === 'boolean' ? [] : [`${at} is no flag`];
  return schemaFaults(value, type, at);
}

/** Limits that LINE writes in words, and its schemas do not hold. */
function limitFaults(message: Fields, isLast: boolean): string[] {
  const faults: string[] = [];
  const most = (what: string, value: unknown, limit: number, least = 1) => {
    if (value === undefined) return;
    const isFine = typeof value === 'string' && value.trim().length >= least && value.length <= limit;
    if (!isFine) faults.push(`${what}: ${String(value).length}`);
  };
  const count = (what: string, list: readonly unknown[], least: number, limit: number) => {
    if (list.length < least || list.length > limit) faults.push(`${list.length} ${what}`);
  };
  const action = (content: Fields) => {
    most('label', content.label, 20);
    most('data', content.data, 300);
    most('displayText', content.displayText, 300);
    most('uri', content.uri, 1_000);
  };
  const { type, quickReply, template, contents } = message as {
    readonly type: string;
    readonly quickReply?: { readonly items: readonly { readonly action: Fields }[] };
    readonly template?: Fields;
    readonly contents?: { readonly contents: readonly Fields[] };
  };
  if (type === 'text') most('text', message.text, 5_000);
  most('altText', message.altText, 400);
  if (quickReply) {
    count('quick replies', quickReply.items, 1, 13);
    for (const item of quickReply.items) action(item.action);
    if (!isLast) faults.push('quick replies that nobody sees');
  }
  const columns = template?.type === 'carousel' ? (template.columns as readonly Fields[]) : template ? [template] : [];
  if (template?.type === 'carousel') {
    count('columns', columns, 1, 10);
    for (const key of ['title', 'thumbnailImageUrl']) {
      if (new Set(columns.map((column) => column[key] === undefined)).size > 1) faults.push(`${key} in some columns`);
    }
    if (new Set(columns.map(({ actions }) => (actions as readonly unknown[]).length)).size > 1)
      faults.push('actions differ');
  }
  for (const column of columns) {
    const isShort = column.title !== undefined || column.thumbnailImageUrl !== undefined;
    const [long, short] = template?.type === 'carousel' ? [120, 60] : [160, 60];
    most('title', column.title, 40);
    most('column text', column.text, isShort ? short : long);
    const actions = column.actions as readonly Fields[];
    count('actions', actions, 1, template?.type === 'carousel' ? 3 : 4);
    for (const one of actions) action(one);
  }
  if (contents) {
    count('bubbles', contents.contents, 1, 12);
    if (new TextEncoder().encode(JSON.stringify(contents)).length > 50_000) faults.push('too many bytes');
    for (const bubble of contents.contents) {
      if (new TextEncoder().encode(JSON.stringify(bubble)).length > 30_000) faults.push('too many bytes in a bubble');
      const { footer } = bubble as { readonly footer?: { readonly contents: readonly { readonly action: Fields }[] } };
      for (const button of footer?.contents ?? []) action(button.action);
    }
  }
  return faults;
}
