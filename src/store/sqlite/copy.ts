import { backup, DatabaseSync } from 'node:sqlite';

/** All pages in one step: between two steps a write of another process would make the copy begin again. */
const pagesPerStep = 2 ** 31 - 1;
/** How long a lock of another process is waited for, in ms. */
const busyTimeoutMs = 5_000;

/**
 * Copies a database as it is at one moment, while other processes go on reading and writing. The source is opened for
 * reading only; its tables are not brought up to date. The copy is one file, without a log beside it.
 *
 * @param to a new file, or an empty one whose mode is kept
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: busyTimeoutMs });
  try {
    await backup(source, to, { rate: pagesPerStep });
  } finally {
    source.close();
  }
  const copy = new DatabaseSync(to);
  try {
    copy.exec('PRAGMA journal_mode = DELETE');
  } finally {
    copy.close();
  }
}
