import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folders: string[] = [];

// Also after a run that was interrupted.
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Makes a folder that is gone when this process ends, if it was not removed before. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'repartee-bench-'));
  folders.push(folder);
  return folder;
}
