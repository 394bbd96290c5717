import { z } from 'zod';
import { type ErrorName, errorTable } from '../../errors/errors.ts';
import { settingsSchema } from '../../flow/settings.ts';
import { themeSchema } from '../../flow/theme.ts';
import { messageSchema } from '../chat-api/messages.ts';
import { chatOperations } from './chat-operations.ts';
import {
  bubbleSchema,
  clientActionSchema,
  errorResponse,
  inputSchema,
  logSchema,
  richTextNodeSchema,
} from './chat-schemas.ts';
import { managementOperations } from './management-operations.ts';
import { botSchema, resultSchema } from './management-schemas.ts';
import type { Body, Operation, Response } from './operation.ts';

type Json = { [key: string]: unknown };

/** Every call that the reference describes. */
export const operations: readonly Operation[] = [...chatOperations, ...managementOperations];

/** Errors of every call; the first three only where there is a body to read. */
const commonErrors = [
  'malformedRequest',
  'invalidInput',
  'payloadTooLarge',
  'internal',
  'storeUnavailable',
  'outcomeUnknown',
] as const;
const bodyErrors: ReadonlySet<ErrorName> = new Set(commonErrors.slice(0, 3));

/** Schemas with a name of their own in the document, besides those of requests and answers. */
const namedParts = {
  Bubble: bubbleSchema,
  Input: inputSchema,
  ClientSideAction: clientActionSchema,
  Log: logSchema,
  RichTextNode: richTextNodeSchema,
  Theme: themeSchema,
  Settings: settingsSchema,
  Typebot: botSchema,
  Result: resultSchema,
  Error: errorResponse,
} as const;

/**
 * The OpenAPI 3.1 description of the server, made from the schemas that read its requests.
 *
 * @param serverUrl address of the server, without a slash at the end
 */
export function openApiDocument(serverUrl: string): Json {
  const requests = z.registry<{ id: string }>();
  const answers = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(namedParts)) answers.add(schema, { id });
  for (const { id, body, response } of operations) {
    const name = `${id[0]?.toUpperCase()}${id.slice(1)}`;
    if (typeof body === 'object' && !requests.has(body.schema)) requests.add(body.schema, { id: `${name}Request` });
    if ('schema' in response && !answers.has(response.schema)) answers.add(response.schema, { id: `${name}Response` });
  }
  const refs: Refs = {
    body: (schema) => ({ $ref: uriOf(requests.get(schema)?.id ?? '') }),
    answer: (schema) => ({ $ref: uriOf(answers.get(schema)?.id ?? '') }),
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Repartee',
      version: '1',
      description:
        'Runs conversation flows over HTTP. Bodies are JSON; unknown fields are ignored, optional fields without a value are absent. Requests that start or continue a conversation may carry an `Idempotency-Key`: a random text of its own for each request. Sent again with the same key and body within 24 hours, a request gets the same answer and moves nothing; whoever knows the key can do that.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    paths: pathsOf(refs),
    components: {
      schemas: { ...schemasOf(requests, 'input'), ...schemasOf(answers, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

interface Refs {
  body(schema: z.ZodType): Json;
  answer(schema: z.ZodType): Json;
}

function uriOf(id: string): string {
  return `#/components/schemas/${id}`;
}

function schemasOf(registry: z.core.$ZodRegistry<{ id: string }>, io: 'input' | 'output'): Json {
  const { schemas } = z.toJSONSchema(registry, { io, unrepresentable: 'any', uri: uriOf, override: describe });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _own, ...schema }]) => [id, schema]),
  );
}

/** Says what a schema means where its description alone cannot. */
function describe({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Json }): void {
  // Programs that were generated from the document must go on when answers get new fields.
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if ((zodSchema as unknown) === messageSchema) {
    const { ...form } = jsonSchema;
    for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
    Object.assign(jsonSchema, { anyOf: [{ type: 'string', description: 'Short for a text message.' }, form] });
  }
}

function pathsOf(refs: Refs): Json {
  const paths: { [path: string]: Json } = {};
  for (const operation of operations) {
    const methods = paths[operation.path] ?? {};
    methods[operation.method] = describeOperation(operation, refs);
    paths[operation.path] = methods;
  }
  return paths;
}

function describeOperation(operation: Operation, refs: Refs): Json {
  const { id, tag, summary, auth, body } = operation;
  const parameters = [...pathParameters(operation.path), ...queryParameters(operation.query)];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(tag === 'Deprecated' && { deprecated: true }),
    ...(auth && { security: auth === 'bearer' ? [{ bearer: [] }] : [{ bearer: [] }, {}] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: describeBody(body, refs) }),
    responses: {
      ...describeResponse(operation.response, refs),
      ...describeErrors(operation),
      ...describeRefusals(operation),
    },
  };
}

function pathParameters(path: string): Json[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  return Object.entries(query?.shape ?? {}).map(([name, type]) => {
    const { $schema: _dialect, description, ...schema } = z.toJSONSchema(type, { io: 'input' });
    const required = !type.safeParse(undefined).success;
    return { name, in: 'query', required, ...(description !== undefined && { description }), schema };
  });
}

function describeBody(body: Body, refs: Refs): Json {
  if (body === 'bytes') return { required: true, content: { '*/*': { schema: { type: 'string', format: 'binary' } } } };
  if (body === 'json') return { required: false, content: { 'application/json': { schema: {} } } };
  return { required: !body.isOptional, content: { 'application/json': { schema: refs.body(body.schema) } } };
}

function describeResponse(response: Response, refs: Refs): Json {
  if ('schema' in response) {
    return { 200: { description: 'OK', content: { 'application/json': { schema: refs.answer(response.schema) } } } };
  }
  const { status, type, description } = response;
  return { [status]: { description, ...(type && { content: { [type]: { schema: { type: 'string' } } } }) } };
}

function describeRefusals({ refusals = {} }: Operation): Json {
  return Object.fromEntries(Object.entries(refusals).map(([status, description]) => [status, { description }]));
}

/** Errors by status; the description lists their messages. */
function describeErrors({ body, errors = [] }: Operation): Json {
  const common = commonErrors.filter((name) => body !== undefined || !bodyErrors.has(name));
  const messages = new Map<number, string[]>();
  for (const name of new Set<ErrorName>([...errors, ...common])) {
    const { status, message } = errorTable[name];
    messages.set(status, [...(messages.get(status) ?? []), message]);
  }
  return Object.fromEntries(
    [...messages].map(([status, texts]) => [
      status,
      {
        description: texts.join(' · '),
        content: { 'application/json': { schema: { $ref: uriOf('Error') } } },
      },
    ]),
  );
}
