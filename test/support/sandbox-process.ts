// A process of its own for measuring memory: runs the scripts that it is sent and tells how much larger it became.
import { createSandbox } from '../../src/sandbox/sandbox.ts';

process.once('message', async (codes: readonly string[]) => {
  const sandbox = await createSandbox({ workers: 1, cpuMs: 300, memoryPages: 256 });
  const before = process.memoryUsage.rss();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 20);
  const turn = sandbox.openTurn({ deadline: () => 60_000 });
  const outcomes = await turn.run(codes.map((code) => ({ code, kind: 'function', globals: {} })));
  turn.close();
  clearInterval(watch);
  await sandbox.close();
  const reasons = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.reason));
  process.send?.({ reasons, grownMb: (highest - before) / 2 ** 20 });
  process.disconnect();
});
