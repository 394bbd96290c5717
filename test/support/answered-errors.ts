import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ErrorName, errorTable } from '../../src/errors/errors.ts';
import { errorsOf } from '../../src/http/call-errors.ts';

/** Errors that calls were answered with although they do not name them, since they were taken last. */
let undeclared: string[] = [];

/** Looks at every answer of every server of this process from now on. */
export function watchErrors(): void {
  diagnostics.subscribe('fastify.initialization', watch);
}

/** Stops looking. */
export function stopWatching(): void {
  diagnostics.unsubscribe('fastify.initialization', watch);
}

/** What was found since the last time. */
export function takeUndeclared(): readonly string[] {
  const found = undeclared;
  undeclared = [];
  return found;
}

function watch(message: unknown): void {
  const { fastify: app } = message as { readonly fastify: FastifyInstance };
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode >= 400) check(request, reply.statusCode, payload);
    done();
  });
}

function check(request: FastifyRequest, status: number, payload: unknown): void {
  const { call } = request.routeOptions.config;
  // Where a path is not known, or not with this method, nothing was called.
  if (!call) return;
  const { code, message } = readJson(String(payload));
  // Told in another form than that of our errors.
  if (code === undefined && call.refusals?.[status]) return;
  const declared = errorsOf(call);
  const names = errorsWith(code, message);
  if (names.some((name) => declared.has(name) && errorTable[name].status === status)) return;
  undeclared.push(`${call.method} ${call.path}: ${status} ${names.join(' or ') || String(payload).slice(0, 200)}`);
}

/** The errors that an answer may tell of: those with its message, or with its code where a bot has words of its own. */
function errorsWith(code: unknown, message: unknown): readonly ErrorName[] {
  const names = Object.keys(errorTable) as ErrorName[];
  const alike = names.filter((name) => errorTable[name].code === code);
  const exact = alike.filter((name) => patternOf(errorTable[name].message)?.test(String(message)));
  return exact.length > 0 ? exact : alike;
}

/** What a message looks like; undefined when it has no words of its own. */
function patternOf(message: string): RegExp | undefined {
  const words = message.split(/\{\w+\}/);
  if (words.every((part) => part === '')) return undefined;
  const parts = words.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function readJson(text: string): { readonly code?: unknown; readonly message?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
