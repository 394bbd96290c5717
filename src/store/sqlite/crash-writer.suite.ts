import { writeSync } from 'node:fs';
import { records, result, running, said, turn } from '../samples.suite.ts';
import { openSqliteStore } from './open.ts';

/**
 * The program that `crash.test.ts` kills: commits turns without end, several at a time, and prints a line
 * `<session> <revision>` for each that resolved.
 *
 * Run as `node crash-writer.suite.ts <file>`.
 */
const conversations = 8;

const store = await openSqliteStore({ file: process.argv[2]! });

async function converse(sessionId: string): Promise<never> {
  const resultId = `result of ${sessionId}`;
  for (let revision = 0; ; revision++) {
    const content = String(revision + 1);
    await store.sessions.commit(
      turn(sessionId, {
        expectedRevision: revision,
        // Large enough that a turn spans several pages.
        session: running({ resultId, values: { padding: content.padEnd(10_000, '.') } }),
        records: records({
          results: [result(resultId, { variables: [{ id: 'v1', name: 'Last', value: content }] })],
          answers: [{ resultId, blockId: 'b1', content }],
          logs: [{ resultId, description: content }],
          timeline: [said(content)],
        }),
      }),
    );
    // Synchronous: what is printed was durable before.
    writeSync(1, `${sessionId} ${content}\n`);
  }
}

await Promise.all(Array.from({ length: conversations }, (_, i) => converse(`s${i}`)));
