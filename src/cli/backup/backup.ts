import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { isKey } from '../../files/keys.ts';
import { copyDatabase } from '../../store/sqlite/copy.ts';
import { examineDatabase } from '../../store/sqlite/examine.ts';
import { databaseFile } from '../../store/sqlite/open.ts';
import { plainReason, UserError } from '../user-error.ts';
import { parts } from './contents.ts';
import { syncFolder } from './sync-folder.ts';
import { contentWords, sizeWords } from './words.ts';
import { type ArchiveWriter, createArchive } from './write-archive.ts';

/** What `repartee backup` was asked for. */
export interface BackupRequest {
  readonly file: string;
  readonly dataDir: string;
  /** Replace the file if it exists. */
  readonly isForced: boolean;
  readonly databaseUrl: string | undefined;
}

/**
 * Writes the database, the uploads and the key of a data folder into one file, while a server may run. The file appears
 * under its name whole or not at all.
 *
 * @throws UserError when there is nothing to back up, the copy is damaged or the file cannot be written
 */
export async function backUp(request: BackupRequest, write: (line: string) => void): Promise<void> {
  const { dataDir, databaseUrl } = request;
  const startedAt = performance.now();
  const file = path.resolve(request.file);
  if (databaseUrl !== undefined) {
    throw new UserError(
      'DATABASE_URL is set, so the data is in PostgreSQL: back it up with pg_dump. Uploads and the key file are in ' +
        `${dataDir}: copy "${parts.uploads}" and "${parts.key}" from there.`,
    );
  }
  if (!existsSync(databaseFile(dataDir))) throw new UserError(`There is no database in the data folder ${dataDir}.`);
  if (!request.isForced) refuseExisting(file);

  const workFolder = await makeWorkFolder(file);
  try {
    const database = path.join(workFolder, parts.database);
    const counts = await copyOf(dataDir, database);
    const archiveFile = path.join(workFolder, 'archive');
    const archive = await createArchive(archiveFile);
    try {
      // The database first: every upload that it speaks of is there already.
      await archive.add(parts.database, database);
      const { uploads, hasKey } = await addFiles(archive, dataDir);
      const size = await archive.finish();
      if (!request.isForced) refuseExisting(file);
      await fs.rename(archiveFile, file);
      await syncFolder(path.dirname(file));
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      write(`Backed up ${dataDir} into ${file}: ${sizeWords(size)} in ${seconds} s.`);
      write(`It holds ${contentWords(counts, uploads, hasKey)}.`);
      write(hasKey ? keepSafe : keepSecret);
    } finally {
      await archive.close();
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`The backup ${file} cannot be written: ${plainReason(cause)}.`, { cause });
  } finally {
    await fs.rm(workFolder, { recursive: true, force: true });
  }
}

const keepSafe = 'Keep it as safe as the server itself: it holds what people said, and the key.';
const keepSecret = 'Keep ENCRYPTION_SECRET with it: a restored server needs the same one.';

function refuseExisting(file: string): void {
  if (existsSync(file))
    throw new UserError(`The file ${file} exists. Choose another name, or add --force to replace it.`);
}

/** Beside the file, so that it can be renamed, and for nobody else to see. */
async function makeWorkFolder(file: string): Promise<string> {
  try {
    return await fs.mkdtemp(path.join(path.dirname(file), `.${path.basename(file)}.`));
  } catch (cause) {
    throw new UserError(`The backup ${file} cannot be written: ${plainReason(cause)}.`, { cause });
  }
}

async function copyOf(dataDir: string, target: string) {
  await copyDatabase(databaseFile(dataDir), target).catch((cause) => {
    throw new UserError(`The database in ${dataDir} cannot be copied: ${plainReason(cause)}.`, { cause });
  });
  const { damages, kind, counts } = examineDatabase(target);
  const [damage] = damages;
  if (damage) throw new UserError(`The database in ${dataDir} is damaged, so there is no backup of it: ${damage}.`);
  if (kind !== 'ours') throw new UserError(`The database in ${dataDir} is not one of Repartee, or still empty.`);
  return counts;
}

async function addFiles(archive: ArchiveWriter, dataDir: string) {
  const hasKey = await archive.add(parts.key, path.join(dataDir, parts.key));
  let uploads = 0;
  for (const name of await uploadNames(path.join(dataDir, parts.uploads))) {
    const source = path.join(dataDir, parts.uploads, ...name.split('/'));
    // It may have been deleted with its result since the names were read.
    if (await archive.add(`${parts.uploads}/${name}`, source)) uploads += 1;
  }
  return { uploads, hasKey };
}

/** Keys of all uploaded files, without those that are still arriving. */
async function uploadNames(root: string): Promise<string[]> {
  if (!existsSync(root)) return [];
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter(isKey)
    .toSorted();
}
