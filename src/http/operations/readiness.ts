import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { sendJson } from '../answer.ts';
import { defineCall } from '../call.ts';
import { anySite } from '../cors.ts';
import type { Services } from '../services.ts';

/** How long the database may take to answer, in ms. */
const pingMs = 2000;
/** How long its answer counts, in ms: asking costs a write, and anybody may ask for readiness. */
const pingLifeMs = 1000;

/** One thing that has to be well for the server to be sent requests; `reason` says why it is not. */
const checkSchema = z.object({ ok: z.boolean(), reason: z.string().optional() });
const readinessSchema = z.object({
  status: z.enum(['ready', 'not ready']),
  checks: z.object({ accepting: checkSchema, database: checkSchema, scripts: checkSchema }),
  retention: z.object({ lastRun: z.iso.datetime().nullable(), nextRun: z.iso.datetime().nullable() }),
});

/** Whether the server should be sent requests, and if not, why. */
export const readiness = defineCall({
  method: 'GET',
  path: '/readyz',
  id: 'readiness',
  tag: 'Server',
  summary: 'Says whether the server should be sent requests, and if not, why',
  cors: anySite,
  response: { schema: readinessSchema },
  refusals: { 503: 'The same, with `status` "not ready"' },
  isAnsweredToTheEnd: true,
  handle: async ({ services, reply }) => show(services.operations, await services.databaseProblem(), reply),
});

type Asked = Pick<Services, 'store' | 'clock' | 'operations'>;

/** Asks the database what is wrong with it; undefined: nothing. Those who ask at about the same time share an answer. */
export function databaseProblems({ store, clock, operations }: Asked): () => Promise<string | undefined> {
  const ask = async () => {
    await store.ping();
    await operations.retention?.refresh();
  };
  let latest: { readonly at: number; readonly problem: Promise<string | undefined> } | undefined;
  return () => {
    const at = clock.now();
    if (!latest || Math.abs(at - latest.at) >= pingLifeMs) latest = { at, problem: problemOf(ask()) };
    return latest.problem;
  };
}

function show(operations: Services['operations'], databaseProblem: string | undefined, reply: FastifyReply) {
  const { isClosing, scriptProblem } = operations;
  const checks = {
    accepting: checkOf(isClosing?.() && 'The server is stopping.'),
    database: checkOf(databaseProblem),
    scripts: checkOf(scriptProblem),
  };
  const isReady = Object.values(checks).every(({ ok }) => ok);
  const { lastAt, nextAt } = operations.retention?.status ?? {};
  const retention = { lastRun: dateOf(lastAt), nextRun: dateOf(nextAt) };
  const body = { status: isReady ? 'ready' : 'not ready', checks, retention };
  return sendJson(reply, { status: isReady ? 200 : 503, body: JSON.stringify(body) });
}

function dateOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

function checkOf(problem: string | false | undefined): z.infer<typeof checkSchema> {
  return problem ? { ok: false, reason: problem } : { ok: true };
}

async function problemOf(ping: Promise<void>): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`The database did not answer within ${pingMs / 1000} seconds.`), pingMs);
  try {
    return (await Promise.race([ping, late])) ?? undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
