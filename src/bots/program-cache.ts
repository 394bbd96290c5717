import { blockKinds } from '../blocks/registry.ts';
import type { Program } from '../engine/block.ts';
import { compiling } from '../flow/compile.ts';
import type { Interruptible } from '../flow/interruptible.ts';
import type { BotStore, BotVersion } from '../store/bots.ts';
import { inSlices } from './in-slices.ts';

/** Bytes of memory per character of a flow's JSON, measured on flows of 50 and of 500 blocks: 4.1 and 2.9. */
const bytesPerCharacter = 4;

interface Entry {
  readonly program: Promise<Program | undefined>;
  /** Memory that it takes; 0 until that is known. */
  bytes: number;
}

/**
 * Compiled versions, the most recently used ones, as many as fit into a number of bytes. Versions never change, so what
 * is cached never goes stale; requests for a version that is being compiled share the work. One that is larger than
 * everything that fits is still used by whoever asked for it.
 */
export class ProgramCache {
  readonly #bots: BotStore;
  readonly #maxBytes: number;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  #hits = 0;
  #misses = 0;

  constructor(bots: BotStore, maxBytes: number) {
    this.#bots = bots;
    this.#maxBytes = maxBytes;
  }

  /** Undefined when the version does not exist. */
  get(versionId: string): Promise<Program | undefined> {
    const cached = this.#entries.get(versionId);
    if (cached) {
      this.#hits++;
      this.#entries.delete(versionId);
      this.#entries.set(versionId, cached);
      return cached.program;
    }
    this.#misses++;
    const entry: Entry = { program: this.#load(versionId), bytes: 0 };
    this.#entries.set(versionId, entry);
    return entry.program;
  }

  /** Programs that are held now and their memory, and how many requests found theirs or did not. */
  use(): { readonly size: number; readonly bytes: number; readonly hits: number; readonly misses: number } {
    return { size: this.#entries.size, bytes: this.#bytes, hits: this.#hits, misses: this.#misses };
  }

  async #load(versionId: string): Promise<Program | undefined> {
    try {
      const version = await this.#bots.getVersion(versionId);
      if (version) {
        const program = await inSlices(compilingVersion(version));
        this.#weigh(versionId, (await inSlices(measuring(version.document))) * bytesPerCharacter);
        return program;
      }
    } catch (error) {
      this.#drop(versionId);
      throw error;
    }
    this.#drop(versionId);
    return undefined;
  }

  /** Notes how large a version is; those that nobody asked for since the longest time make room. */
  #weigh(versionId: string, bytes: number): void {
    const entry = this.#entries.get(versionId);
    if (!entry) return;
    entry.bytes = bytes;
    this.#bytes += bytes;
    for (const [id, { bytes: held }] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
      // What is still being compiled holds nothing yet, and its callers share it.
      if (held > 0) this.#drop(id);
    }
  }

  #drop(versionId: string): void {
    this.#bytes -= this.#entries.get(versionId)?.bytes ?? 0;
    this.#entries.delete(versionId);
  }
}

/** Compiles a stored version with every kind of block that exists. */
function compilingVersion(version: BotVersion): Interruptible<Program> {
  const { id: versionId, botId, workspaceId, number, createdAt, document } = version;
  const publishedAt = number === null ? undefined : new Date(createdAt).toISOString();
  return compiling(document, { versionId, botId, workspaceId, publishedAt }, blockKinds);
}

/** Length of a document as JSON. */
function* measuring(document: BotVersion['document']): Interruptible<number> {
  let length = JSON.stringify({ ...document, groups: [], edges: [] }).length;
  for (const list of [document.groups, document.edges]) {
    for (const part of list) {
      yield;
      length += JSON.stringify(part).length;
    }
    length += Math.max(list.length - 1, 0);
  }
  return length;
}
