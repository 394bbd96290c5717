import fs from 'node:fs/promises';
import { keyFile, readKeyFile } from '../../files/secret.ts';
import { plainReason } from '../user-error.ts';
import { type Check, failed, fine, skipped } from './check.ts';

/** The secret that keys are derived from is there, and for the server alone. */
export const keyCheck: Check = {
  name: 'key',
  async run({ dataDir, encryptionSecret }) {
    if (encryptionSecret !== undefined) return fine('ENCRYPTION_SECRET is set');
    const file = keyFile(dataDir);
    try {
      await readKeyFile(file);
      const { mode } = await fs.stat(file);
      if (process.platform === 'win32' || (mode & 0o077) === 0) return fine(`${file} is for its owner alone`);
      return failed(`${file} has mode ${(mode & 0o777).toString(8)}: others can read it`, `chmod 600 ${file}`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return skipped('no key file yet; the first start makes it');
      return failed(
        `${file} cannot be used: ${plainReason(error)}`,
        'Take it from the last backup. A new key would make upload links and stored secrets useless.',
      );
    }
  },
};
