import { portCheck, publicAddressCheck } from './addresses.ts';
import type { Check } from './check.ts';
import { clockCheck } from './clock.ts';
import { dataFolderCheck, spaceCheck } from './data-folder.ts';
import { embeddedDatabaseCheck } from './embedded-database.ts';
import { keyCheck } from './key.ts';
import { outgoingCheck } from './outgoing.ts';
import { postgresCheck } from './postgres.ts';
import { scriptsCheck } from './scripts.ts';
import { uploadsCheck } from './uploads.ts';

/** Every check that needs the settings, in order: what a later one builds on comes first. */
export const checks: readonly Check[] = [
  dataFolderCheck,
  spaceCheck,
  embeddedDatabaseCheck,
  postgresCheck,
  clockCheck,
  uploadsCheck,
  keyCheck,
  portCheck,
  publicAddressCheck,
  scriptsCheck,
  outgoingCheck,
];
