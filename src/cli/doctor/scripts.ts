import { createSandbox } from '../../sandbox/sandbox.ts';
import { type Check, failed, fine } from './check.ts';

/** Scripts of bots are bounded in time and memory on this machine. */
export const scriptsCheck: Check = {
  name: 'scripts',
  async run() {
    const engine = await createSandbox({ workers: 1 });
    await engine.close();
    if (engine.problem === undefined) return fine('time and memory of scripts are bounded');
    return failed(
      `scripts are turned off: ${engine.problem}`,
      'Check that the process may start threads and has 256 MB of memory.',
    );
  },
};
