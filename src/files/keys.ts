import { createHash } from 'node:crypto';

const segmentPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** Ids up to this length stand in keys as they are. */
const longestId = 64;

/** Whether a text is a key: segments of letters, digits, `.`, `_` and `-` that begin with a letter or digit. */
export function isKey(key: string): boolean {
  return key.length <= 1024 && key.split('/').every((segment) => segmentPattern.test(segment));
}

/**
 * An id as a segment of a key. Ids of imported bots may hold anything: those that cannot stand in a path are hashed.
 *
 * @example segmentOf('g1') // 'g1'
 */
export function segmentOf(id: string): string {
  if (id.length <= longestId && segmentPattern.test(id)) return id;
  return `x${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

/** Where a file of a person belongs. Without a result it is one of a preview. */
export interface FileOwner {
  readonly workspaceId: string;
  readonly botId: string;
  readonly resultId?: string | undefined;
  readonly blockId: string;
}

/**
 * The key of a file that a person sends (management-api §8.1).
 *
 * @param name random id and extension
 */
export function uploadKey(owner: FileOwner, visibility: 'public' | 'private', name: string): string {
  const { workspaceId, botId, resultId, blockId } = owner;
  if (resultId === undefined) return `${previewFiles(botId)}/blocks/${segmentOf(blockId)}/${name}`;
  return `${resultFiles(workspaceId, botId, resultId)[visibility]}/blocks/${segmentOf(blockId)}/${name}`;
}

/** Where the files of a result are, to delete them with it. */
export function resultFiles(workspaceId: string, botId: string, resultId: string) {
  const folder = `workspaces/${segmentOf(workspaceId)}/typebots/${segmentOf(botId)}/results/${segmentOf(resultId)}`;
  return { public: `public/${folder}`, private: `private/${folder}` };
}

/** Where the files of a bot's previews are. */
export function previewFiles(botId: string): string {
  return `public/tmp/typebots/${segmentOf(botId)}`;
}
