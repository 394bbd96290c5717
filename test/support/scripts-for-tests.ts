import { afterAll, beforeAll } from 'vitest';
import type { ScriptOutcome, ScriptRequest } from '../../src/engine/scripts.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';

/**
 * Starts the script runner that the server uses, for the tests of the calling file, and ends it after them. Each batch
 * counts as a turn of its own.
 */
export function scriptsForTests(): {
  readonly runScripts: (requests: readonly ScriptRequest[]) => Promise<ScriptOutcome[]>;
} {
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    // The self-test of the runner has limits in real time, which a busy test machine may miss.
    for (let attempt = 0; attempt < 5; attempt++) {
      sandbox = await createSandbox({ workers: 1 });
      if (!sandbox.problem) return;
    }
    throw new Error(sandbox?.problem);
  }, 60_000);
  afterAll(() => sandbox?.close());
  return {
    async runScripts(requests) {
      if (!sandbox) throw new Error('Scripts run only inside tests');
      const turn = sandbox.openTurn({ deadline: () => 7000 });
      try {
        return await turn.run(requests);
      } finally {
        turn.close();
      }
    },
  };
}
