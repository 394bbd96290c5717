import type { z } from 'zod';
import type { ErrorName } from '../../errors/errors.ts';

/** What a call is about, as a heading of the reference. */
export type Tag = 'Chat' | 'Files' | 'Webhooks' | 'Bots' | 'Results' | 'Account' | 'Server' | 'Deprecated';

/** One method of one path, as the reference describes it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With parameters in braces. */
  readonly path: string;
  /** Unique name, for generated clients. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  /** `bearer`: a token is needed; `optional`: it is looked at when it is there. */
  readonly auth?: 'bearer' | 'optional';
  /** Schema that reads the query. */
  readonly query?: z.ZodObject;
  readonly body?: Body;
  readonly response: Response;
  /** What may go wrong, besides what can happen to every call. */
  readonly errors?: readonly ErrorName[];
  /** Refusals by status that have another form than the errors of the table, with their texts. */
  readonly refusals?: Readonly<Record<number, string>>;
}

/** What is sent: JSON that a schema reads, any JSON, or bytes. */
export type Body = { readonly schema: z.ZodType; readonly isOptional?: boolean } | 'json' | 'bytes';

/** What comes back when all is well. */
export type Response =
  | { readonly schema: z.ZodType }
  | { readonly status: 200 | 204 | 302; readonly type?: string; readonly description: string };
