import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ErrorName } from '../errors/errors.ts';
import type { User } from '../store/accounts.ts';
import type { LimitName } from './address-limits.ts';
import type { Cors } from './cors.ts';
import type { Services } from './services.ts';

/** What a call is about, as a heading of the reference; what is deprecated stands together. */
export const tags = ['Chat', 'Files', 'Webhooks', 'Bots', 'Results', 'Account', 'Server', 'Deprecated'] as const;

/** One of `tags`. */
export type Tag = (typeof tags)[number];

/**
 * What is sent: JSON that a schema reads; JSON that a schema describes and the handler reads, to answer its faults in
 * words of its own; any JSON; a form with a file in it; or bytes.
 */
export type Body<Schema extends z.ZodType = z.ZodType> =
  | { readonly schema: Schema; readonly isOptional?: boolean }
  | { readonly described: z.ZodType; readonly isOptional?: boolean }
  | 'json'
  | 'form'
  | 'bytes';

/** What comes back when all is well. */
export type Response =
  | { readonly schema: z.ZodType }
  | { readonly status: 200 | 204 | 302; readonly type?: string; readonly description: string };

/** A token that has to be shown before anything of a body is read, with the error of those who do not show a valid one. */
export interface NeededToken {
  readonly missing: ErrorName;
}

/** The names of the parameters in a path; those of `/files/*` are `*`. */
type ParameterOf<Path extends string> = Path extends `${infer Part}/${infer Rest}`
  ? ParameterOf<Part> | ParameterOf<Rest>
  : Path extends `:${infer Name}`
    ? Name
    : Path extends '*'
      ? '*'
      : never;

/** The parts of a path by name. */
type ParamsOf<Path extends string> = Readonly<Record<string extends Path ? string : ParameterOf<Path>, string>>;

/** What a handler is given. */
export interface Asked<Path extends string = string, Token = unknown, Query = unknown, Body = unknown> {
  readonly services: Services;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Parts of the path. */
  readonly params: ParamsOf<Path>;
  /** The query and the body as their schemas read them. */
  readonly query: Query;
  readonly body: Body;
  /** Who calls, where a token is needed. */
  readonly user: Token extends NeededToken ? User : unknown;
}

/** Rejects with what to answer when what the path names is not there. */
export type Subject<Params extends Readonly<Record<string, string>> = Asked['params']> = (
  asked: Pick<Asked, 'services' | 'request'> & { readonly params: Params },
) => Promise<unknown>;

/** All that is to be said of a call besides how it is handled. */
interface Description<
  Path extends string,
  Token extends NeededToken | 'optional' | undefined,
  Query extends z.ZodObject,
  Sent extends z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `:name`; one with slashes in it is `*` and ends the path. */
  readonly path: Path;
  /** Older spellings of the path. They are answered alike, and nobody is told of them. */
  readonly aliases?: readonly string[];
  /** Unique name, for generated clients. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  /** Why the reference leaves the call out; absent: it does not. */
  readonly unlisted?: string;
  /** Absent: browsers of other sites cannot use the call. */
  readonly cors?: Cors;
  /** `optional`: whoever shows a valid one may do more, such as send a large body. Absent: nobody looks for one. */
  readonly token?: Token;
  /** What is counted per address. */
  readonly limit?: LimitName;
  /** Asked before a body is found fault with: who talks to nobody hears that first. */
  readonly subject?: Subject<ParamsOf<Path>>;
  readonly query?: Query;
  readonly body?: Body<Sent>;
  readonly response: Response;
  /** What may go wrong, besides what follows from the rest of the call and what can happen to every call. */
  readonly errors?: readonly ErrorName[];
  /** Refusals by status that have another form than the errors of the table, with their texts. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** The call is answered also while the server stops. */
  readonly isAnsweredToTheEnd?: boolean;
}

/** One call of the API: who may make it, what is sent, what comes back and what may go wrong. */
export interface Call extends Description<string, NeededToken | 'optional' | undefined, z.ZodObject, z.ZodType> {
  /** Answers a request. */
  handle(asked: Asked): unknown;
}

/**
 * Describes a call beside its handler. Routes and reference are made from it, so a route that is not described cannot
 * exist.
 *
 * @example
 * export const getMe = defineCall({
 *   method: 'GET',
 *   path: '/api/users/me',
 *   id: 'getMe',
 *   tag: 'Account',
 *   summary: 'Says who the token belongs to',
 *   token: { missing: 'unauthenticated' },
 *   response: { schema: userResponse },
 *   handle: ({ user, reply }) => sendValue(reply, { id: user.id, email: user.email }),
 * });
 */
export function defineCall<
  const Path extends string,
  const Token extends NeededToken | 'optional' | undefined = undefined,
  Query extends z.ZodObject = z.ZodObject,
  Sent extends z.ZodType = z.ZodUndefined,
>(
  call: Description<Path, Token, Query, Sent> & {
    readonly handle: (asked: Asked<Path, Token, z.output<Query>, z.output<Sent>>) => unknown;
  },
): Call {
  // The route gives the handler what its description promises.
  return call as Call;
}

/** True when a call can be made with a token only. */
export function needsToken({ token }: Call): boolean {
  return typeof token === 'object';
}

/**
 * A path as people read it.
 *
 * @example readablePath('/api/v1/sessions/:sessionId') // '/api/v1/sessions/{sessionId}'
 */
export function readablePath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}').replace('*', '{key}');
}

/**
 * The names of the parameters in a path.
 *
 * @example parametersOf('/api/v1/sessions/:sessionId') // ['sessionId']
 */
export function parametersOf(path: string): readonly string[] {
  return Array.from(path.matchAll(/:(\w+)|\*$/g), ([whole, name]) => name ?? whole);
}
