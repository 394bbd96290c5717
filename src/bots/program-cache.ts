import { blockKinds } from '../blocks/registry.ts';
import type { Program } from '../engine/effects.ts';
import { compile } from '../flow/compile.ts';
import type { BotStore, BotVersion } from '../store/store.ts';

/**
 * Compiled versions, the most recently used ones. Versions never change, so what is cached never goes stale; requests
 * for a version that is being compiled share the work.
 */
export class ProgramCache {
  readonly #bots: BotStore;
  readonly #capacity: number;
  readonly #programs = new Map<string, Promise<Program | undefined>>();
  #hits = 0;
  #misses = 0;

  constructor(bots: BotStore, capacity: number) {
    this.#bots = bots;
    this.#capacity = capacity;
  }

  /** Undefined when the version does not exist. */
  get(versionId: string): Promise<Program | undefined> {
    const cached = this.#programs.get(versionId);
    if (cached) {
      this.#hits++;
      this.#programs.delete(versionId);
      this.#programs.set(versionId, cached);
      return cached;
    }
    this.#misses++;
    const loading = this.#load(versionId);
    this.#programs.set(versionId, loading);
    const [oldest] = this.#programs.keys();
    if (this.#programs.size > this.#capacity && oldest !== undefined) this.#programs.delete(oldest);
    return loading;
  }

  /** Programs that are held now, and how many requests found theirs or did not. */
  use(): { readonly size: number; readonly hits: number; readonly misses: number } {
    return { size: this.#programs.size, hits: this.#hits, misses: this.#misses };
  }

  async #load(versionId: string): Promise<Program | undefined> {
    try {
      const version = await this.#bots.getVersion(versionId);
      if (version) return compileVersion(version);
    } catch (error) {
      this.#programs.delete(versionId);
      throw error;
    }
    this.#programs.delete(versionId);
    return undefined;
  }
}

/** Compiles a stored version with every kind of block that exists. */
export function compileVersion(version: BotVersion): Program {
  const { id: versionId, botId, workspaceId, number, createdAt, document } = version;
  const publishedAt = number === null ? undefined : new Date(createdAt).toISOString();
  return compile(document, { versionId, botId, workspaceId, publishedAt }, blockKinds);
}
