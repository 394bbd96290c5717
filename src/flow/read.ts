import { ReparteeError } from '../errors/errors.ts';
import { isDeeperThan, maxDepth } from './depth.ts';
import { edgeSchema, eventSchema, type FlowDocument } from './document.ts';
import { atOnce, type Interruptible } from './interruptible.ts';
import { isObject, type JsonObject } from './json.ts';
import type { BlockDescription, Warning } from './program.ts';
import { repair } from './repair/repair.ts';
import { readTolerantly } from './tolerant.ts';
import { formatVersions, fromSteps, latestVersion, upgrade } from './upgrade.ts';
import { validating } from './validate.ts';

/** Largest file that is read, in bytes of UTF-8 (flow-format §12). */
export const maxBotFileBytes = 10 * 1024 * 1024;

/** Fields that belong to the server that stores a bot, not to the flow; an imported bot gets its own. */
const storedFields: ReadonlySet<string> = new Set([
  ...['id', 'name', 'createdAt', 'updatedAt', 'publicId', 'customDomain', 'workspaceId', 'isArchived', 'isClosed'],
  ...['whatsAppCredentialsId', 'riskLevel', 'spaceId'],
]);

/** What reading a bot file needs from outside. */
export interface ReadOptions {
  /** Makes ids for parts that old forms did not have. */
  readonly newId: () => string;
  /** The kinds of block that exist, by type. */
  readonly kinds: ReadonlyMap<string, BlockDescription>;
}

/** A bot that was read. */
export interface BotFile {
  /** The flow in today's form, with every field of the file that a server does not own itself. */
  readonly document: FlowDocument;
  readonly name: string;
  /** The bot's own id, when it can be used as one: 1 to 64 characters `A-Za-z0-9_-`. */
  readonly id: string | undefined;
  /** Everything that was repaired, left out or looks wrong. */
  readonly report: readonly Warning[];
}

/**
 * Reads an exported bot of any version. One broken part never spoils the rest: it is named in the report.
 *
 * @param file JSON text (a byte order mark is fine) or the parsed value, which is not changed
 * @throws ReparteeError invalidBotFile when the file cannot be a bot
 * @example readBotFile('{"version":"6.1","events":[{"id":"e","type":"start"}],"groups":[]}', { newId, kinds }).name // 'My typebot'
 */
export function readBotFile(file: unknown, options: ReadOptions): BotFile {
  return atOnce(readingBotFile(file, options));
}

/** Reads an exported bot like `readBotFile`, part by part. */
export function* readingBotFile(file: unknown, { newId, kinds }: ReadOptions): Interruptible<BotFile> {
  const given = typeof file === 'string' ? parse(file) : file;
  if (!isObject(given)) throw refusal('it is not an object');
  yield;
  if (isDeeperThan(given, maxDepth)) throw refusal(`it is nested deeper than ${maxDepth} levels`);
  yield;
  const report: Warning[] = [];
  const value = unwrapped(given, report);
  const version = readVersion(value.version, report);
  reportWrongTypes(value, report);

  const repaired = repair(fromSteps({ ...value, version }), kinds, (warning) => report.push(warning));
  const upgraded = upgrade(withImportedVersion(repaired, report), newId);
  if (!upgraded.events.some(isReadableStart)) throw refusal('start event is missing');
  if (!Array.isArray(value.groups) && !Array.isArray(value.blocks)) throw refusal('groups are missing');

  const { id, name } = value;
  const warnings = yield* validating(upgraded, kinds);
  return {
    document: {
      ...withoutStoredFields(upgraded),
      // Validation has named the edges that cannot be read.
      edges: upgraded.edges.filter((edge) => readTolerantly(edgeSchema, edge).value),
    },
    name: typeof name === 'string' && name.trim() !== '' ? name : 'My typebot',
    id: typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined,
    report: [...report, ...warnings],
  };
}

function parse(text: string): unknown {
  if (text.length > maxBotFileBytes || new TextEncoder().encode(text).length > maxBotFileBytes) {
    throw refusal('it is larger than 10 MB');
  }
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (cause) {
    throw refusal('it is not JSON', cause);
  }
}

/** The management API answers with the bot in a field, and takes it in one. */
function unwrapped(given: JsonObject, report: Warning[]): JsonObject {
  if (Array.isArray(given.groups) || Array.isArray(given.blocks)) return given;
  for (const field of ['typebot', 'publishedTypebot']) {
    const bot = given[field];
    if (!isObject(bot)) continue;
    report.push({ field, message: 'The bot stands in this field: it is read from there.' });
    return bot;
  }
  return given;
}

function refusal(reason: string, cause?: unknown): ReparteeError {
  return new ReparteeError('invalidBotFile', { values: { reason }, cause });
}

function readVersion(stored: unknown, report: Warning[]): string {
  if (stored === undefined || stored === null) return '3';
  const version = typeof stored === 'number' ? String(stored) : stored;
  if (typeof version === 'string') {
    if (formatVersions.some((known) => known === version)) return version;
    if (/^\d+(\.\d+)?$/.test(version) && Number(version) > Number(latestVersion)) {
      const message = `Format version ${version} is newer than ${latestVersion}: the file is read as ${latestVersion}.`;
      report.push({ field: 'version', message });
      return latestVersion;
    }
  }
  throw refusal(`version ${JSON.stringify(stored).slice(0, 40)} is unknown`);
}

/** An earlier import noted the version that the bot was made in; anything else in that field would change its rules. */
function withImportedVersion(raw: JsonObject, report: Warning[]): JsonObject {
  const { importedVersion, ...rest } = raw;
  if (importedVersion === undefined || formatVersions.some((known) => known === importedVersion)) return raw;
  report.push({ field: 'importedVersion', message: 'Expected a known version: it was left out.' });
  return rest;
}

function reportWrongTypes(raw: JsonObject, report: Warning[]): void {
  for (const field of ['events', 'groups', 'edges', 'variables', 'theme', 'settings']) {
    const value = raw[field];
    if (value === undefined || value === null) continue;
    const isObjectField = field === 'theme' || field === 'settings';
    if (isObjectField ? isObject(value) : Array.isArray(value)) continue;
    report.push({ field, message: `Expected ${isObjectField ? 'an object' : 'a list'}: it was left out.` });
  }
}

function isReadableStart(event: unknown): boolean {
  return readTolerantly(eventSchema, event).value?.type === 'start';
}

function withoutStoredFields(document: FlowDocument): FlowDocument {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !storedFields.has(key))) as FlowDocument;
}
