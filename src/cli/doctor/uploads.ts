import fs from 'node:fs/promises';
import { uploadsFolder } from '../../files/open.ts';
import { plainReason } from '../user-error.ts';
import { type Check, failed, fine, skipped } from './check.ts';
import { tryFolder } from './folder.ts';

/** Uploaded files can be written. */
export const uploadsCheck: Check = {
  name: 'uploads',
  async run({ dataDir }) {
    const folder = uploadsFolder(dataDir);
    try {
      await fs.readdir(folder);
      await tryFolder(folder);
      return fine(`${folder} can be written`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return skipped('no folder yet; the first start makes it');
      return failed(
        `${folder} cannot be written: ${plainReason(error)}`,
        'It must be a folder that the user of the server can write.',
      );
    }
  },
};
