import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { postgresBinaries } from '../test/support/postgres-binaries.ts';

/** Debian's packages read here whether to start a server of their own. */
const settingsFile = '/etc/postgresql-common/createcluster.conf';

/**
 * Installs PostgreSQL for the tests when it is missing and that can be done without asking: as root where there is
 * apt-get. Where it is missing still, the tests say what to do.
 */
export function ensurePostgres(): void {
  if (process.env.TEST_DATABASE_URL || postgresBinaries() !== undefined) return;
  if (process.getuid?.() !== 0 || aptGet(['--version']) !== 0) return;
  console.log('Installing PostgreSQL for the tests (apt-get install postgresql) ...');
  if (!existsSync(settingsFile)) {
    mkdirSync(path.dirname(settingsFile), { recursive: true });
    writeFileSync(settingsFile, 'create_main_cluster = false\n');
  }
  // The list of packages may be incomplete for a source that has nothing to do with this.
  if (aptGet(['update', '-qq']) !== 0) console.error('apt-get update failed.');
  if (aptGet(['install', '-y', '-qq', '--no-install-recommends', 'postgresql']) !== 0) {
    console.error('apt-get install postgresql failed.');
  }
}

function aptGet(options: readonly string[]): number | null {
  // Settings files that are there are kept without a question.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', UCF_FORCE_CONFFOLD: '1' };
  return spawnSync('apt-get', options, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status;
}
