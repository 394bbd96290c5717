import { openServers } from '../test/support/many-at-once.ts';
import { startPostgres } from './postgres.ts';

/**
 * Fifty messages of one conversation at once, round after round, sent to one process and to three on one database.
 *
 *     node scripts/bootstrap.mjs bench/many-at-once.ts [rounds]
 */
const rounds = Number(process.argv[2] ?? 200);
const messages = 50;

for (const count of [1, 3]) {
  const postgres = await startPostgres();
  const servers = await openServers(postgres.url, count);
  try {
    const { sessionId } = await servers.start();
    await servers.sendAtOnce(sessionId, messages);
    const waits: number[] = [];
    let refused = 0;
    const from = performance.now();
    for (let round = 0; round < rounds; round++) {
      for (const { status, ms } of (await servers.sendAtOnce(sessionId, messages)).flat()) {
        waits.push(ms);
        if (status !== 200) refused++;
      }
    }
    const seconds = (performance.now() - from) / 1_000;
    waits.sort((a, b) => a - b);
    const [p50, p99] = [0.5, 0.99].map((part) => Math.round(waits[Math.floor(waits.length * part)] ?? 0));
    console.log(JSON.stringify({ processes: count, rounds, messages: waits.length, refused, p50, p99, seconds }));
  } finally {
    await servers.close();
    await postgres.stop();
  }
}
