import fs from 'node:fs/promises';
import { sizeWords } from '../backup/words.ts';
import { plainReason } from '../user-error.ts';
import { type Check, failed, fine } from './check.ts';
import { nearestFolder, tryFolder } from './folder.ts';

/** Below this there is soon no room for the log of the database, in bytes. */
const leastSpace = 200e6;
const elsewhere = 'Give the user of the server the right to write there, or choose another folder with DATA_DIR.';

/** The data folder is there, or can be made, and can be written. */
export const dataFolderCheck: Check = {
  name: 'data folder',
  async run({ dataDir }) {
    try {
      const nearest = await nearestFolder(dataDir);
      const stat = await fs.stat(nearest);
      if (!stat.isDirectory()) return failed(`${nearest} is a file`, elsewhere);
      await tryFolder(nearest);
      if (nearest !== dataDir) return fine(`${dataDir} does not exist yet and can be made`);
      const isOpen = process.platform !== 'win32' && (stat.mode & 0o077) !== 0;
      const advice = `Other users of this machine can look into it: chmod 700 ${dataDir}`;
      return fine(`${dataDir} can be written`, isOpen ? advice : undefined);
    } catch (error) {
      return failed(`${dataDir} cannot be written: ${plainReason(error)}`, elsewhere);
    }
  },
};

/** There is room on the disk. */
export const spaceCheck: Check = {
  name: 'free space',
  async run({ dataDir }) {
    try {
      const { bavail, bsize } = await fs.statfs(await nearestFolder(dataDir));
      const free = bavail * bsize;
      if (free >= leastSpace) return fine(sizeWords(free));
      return failed(`only ${sizeWords(free)}`, `Make room on the disk of ${dataDir}.`);
    } catch (error) {
      return failed(`cannot be found out: ${plainReason(error)}`, 'See the data folder above.');
    }
  },
};
