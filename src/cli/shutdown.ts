import type { RunningServer } from './serve.ts';

/** A signal repeated within this time is the same one: npm and the terminal may both pass it on. In ms. */
const sameSignalMs = 1000;

/**
 * Closes the server when the process is told to end, and resolves when that is done. Somebody who insists while it is
 * still closing ends the process at once, with exit code 1.
 */
export function closeOnSignal(server: RunningServer): Promise<void> {
  return new Promise((resolve, reject) => {
    let firstAt: number | undefined;
    const onSignal = () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        server.close().then(resolve, reject);
      } else if (performance.now() - firstAt > sameSignalMs) {
        process.exit(1);
      }
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}
