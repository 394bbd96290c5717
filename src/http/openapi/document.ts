import { z } from 'zod';
import { errorTable } from '../../errors/errors.ts';
import { settingsSchema } from '../../flow/settings.ts';
import { themeSchema } from '../../flow/theme.ts';
import { errorResponse } from '../answer.ts';
import { type Body, type Call, type Response, readablePath } from '../call.ts';
import { errorsOf } from '../call-errors.ts';
import {
  bubbleSchema,
  clientActionSchema,
  inputSchema,
  logSchema,
  richTextNodeSchema,
} from '../chat-api/answer-schemas.ts';
import { messageSchema } from '../chat-api/messages.ts';
import { botSchema } from '../management-api/bot-schemas.ts';
import { resultSchema } from '../management-api/results.ts';

type Json = { [key: string]: unknown };

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
 * @param calls all that the server answers
 * @param serverUrl address of the server, without a slash at the end
 */
export function openApiDocument(calls: readonly Call[], serverUrl: string): Json {
  const listed = calls.filter(({ unlisted }) => unlisted === undefined);
  const requests = z.registry<{ id: string }>();
  const answers = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(namedParts)) answers.add(schema, { id });
  for (const { id, body, response } of listed) {
    const name = `${id[0]?.toUpperCase()}${id.slice(1)}`;
    const sent = typeof body === 'object' ? jsonSchemaOf(body) : undefined;
    if (sent && !requests.has(sent)) requests.add(sent, { id: `${name}Request` });
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
    paths: pathsOf(listed, refs),
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

/** The schema of JSON whose form is known. */
function jsonSchemaOf(body: Exclude<Body, string>): z.ZodType {
  return 'schema' in body ? body.schema : body.described;
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

function pathsOf(calls: readonly Call[], refs: Refs): Json {
  const paths: { [path: string]: Json } = {};
  for (const call of calls) {
    const path = readablePath(call.path);
    paths[path] = { ...paths[path], [call.method.toLowerCase()]: describeCall(call, refs) };
  }
  return paths;
}

function describeCall(call: Call, refs: Refs): Json {
  const { id, tag, summary, token, path, query, body } = call;
  const parameters = [...pathParameters(readablePath(path)), ...queryParameters(query)];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(tag === 'Deprecated' && { deprecated: true }),
    ...(token && { security: isTokenTold(call) ? [{ bearer: [] }] : [{ bearer: [] }, {}] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: describeBody(body, refs) }),
    responses: {
      ...describeResponse(call.response, refs),
      ...describeErrors(call),
      ...describeRefusals(call),
    },
  };
}

/** Who shows no token to a call that needs one is told so, unless the call knows nothing then. */
function isTokenTold({ token }: Call): boolean {
  return typeof token === 'object' && errorTable[token.missing].code === 'UNAUTHORIZED';
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
    return { name, in: 'query', required, description, schema };
  });
}

const formSchema = {
  type: 'object',
  properties: { file: { type: 'string', format: 'binary' } },
  required: ['file'],
};

function describeBody(body: Body, refs: Refs): Json {
  if (body === 'bytes') return { required: true, content: { '*/*': { schema: { type: 'string', format: 'binary' } } } };
  if (body === 'json') return { required: false, content: { 'application/json': { schema: {} } } };
  if (body === 'form') return { required: true, content: { 'multipart/form-data': { schema: formSchema } } };
  return { required: !body.isOptional, content: { 'application/json': { schema: refs.body(jsonSchemaOf(body)) } } };
}

function describeResponse(response: Response, refs: Refs): Json {
  if ('schema' in response) {
    return { 200: { description: 'OK', content: { 'application/json': { schema: refs.answer(response.schema) } } } };
  }
  const { status, type, description } = response;
  return { [status]: { description, ...(type && { content: { [type]: { schema: { type: 'string' } } } }) } };
}

function describeRefusals({ refusals = {} }: Call): Json {
  return Object.fromEntries(Object.entries(refusals).map(([status, description]) => [status, { description }]));
}

/** Errors by status; the description lists their messages. */
function describeErrors(call: Call): Json {
  const messages = new Map<number, string[]>();
  for (const name of errorsOf(call)) {
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
