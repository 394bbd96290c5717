import { HttpConnection } from './http-connection.ts';
import type { Scenario } from './scenarios.ts';
import type { BenchStore } from './stores.ts';

/** What a conversation leaves in the database. */
export interface Sizes {
  /** Columns of the rows that a turn adds or changes, without the text that the person sent in it. */
  readonly logicalBytesPerTurn: number;
  /** The largest stored state of the session, without the values of its variables and answers. */
  readonly sessionBytes: number;
}

/**
 * Holds one conversation on a server that nobody else talks to and looks at the database after each turn. Rejects when
 * the conversation does not take the way that it should.
 */
export async function measureSizes(port: number, { bot, visit }: Scenario, store: BenchStore): Promise<Sizes> {
  const connection = new HttpConnection(port);
  let known = new Set((await storedRows(store)).map(({ text }) => text));
  let written = 0;
  let turns = 0;
  let sessionBytes = 0;
  let question: string | undefined;
  const requests = visit();
  let step = requests.next();
  while (!step.done) {
    const { status, body } = await connection.send(step.value);
    if (status !== 200) throw new Error(`Turn ${turns} was answered with ${status}: ${body}`);
    const { input } = JSON.parse(String(body)) as { input?: { id: string } };
    if (input && input.id === question) throw new Error(`The reply of turn ${turns} was not accepted: ${body}`);
    question = input?.id;

    const rows = await storedRows(store);
    for (const { table, row, text } of rows) {
      if (known.has(text)) continue;
      written += Object.values(row).reduce<number>((sum, value) => sum + bytesOf(value), 0);
      if (table === 'sessions') sessionBytes = Math.max(sessionBytes, bytesBeyondValues(row.state));
    }
    known = new Set(rows.map(({ text }) => text));
    turns += 1;
    step = requests.next({ status, body });
  }
  connection.close();
  if (bot.replies.length > 0 && question) throw new Error(`The conversation does not end; it asks ${question}.`);
  const replied = bot.replies.reduce((sum, reply) => sum + Buffer.byteLength(reply), 0);
  return { logicalBytesPerTurn: (written - replied) / turns, sessionBytes };
}

async function storedRows(store: BenchStore) {
  const tables = await store.rows();
  return [...tables].flatMap(([table, rows]) => rows.map((row) => ({ table, row, text: table + JSON.stringify(row) })));
}

/** Numbers count as eight bytes in every database. */
function bytesOf(value: unknown): number {
  if (value === null) return 0;
  if (typeof value === 'string') return Buffer.byteLength(value);
  return typeof value === 'object' ? Buffer.byteLength(JSON.stringify(value)) : 8;
}

interface State {
  readonly frames: readonly {
    readonly values: Readonly<Record<string, unknown>>;
    readonly answers: readonly { readonly value: string }[];
  }[];
}

function bytesBeyondValues(stored: unknown): number {
  const state = (typeof stored === 'string' ? JSON.parse(stored) : stored) as State;
  const values = state.frames.flatMap((frame) => [
    ...Object.values(frame.values),
    ...frame.answers.map(({ value }) => value),
  ]);
  return values.reduce<number>((left, value) => left - bytesOf(JSON.stringify(value)), bytesOf(state));
}
