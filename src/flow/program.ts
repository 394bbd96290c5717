import type { z } from 'zod';
import type { BlockBase, Edge, FlowEvent, Variable } from './document.ts';
import type { ProgressIndex } from './progress.ts';
import type { Settings } from './settings.ts';
import type { Template } from './template.ts';
import type { DynamicTheme, Theme } from './theme.ts';

/** The sorts of block: says, asks, decides, calls out. */
export type BlockSort = 'bubble' | 'input' | 'logic' | 'integration';

/**
 * What reading and compiling a flow must know of a kind of block. The engine adds how it runs, see `BlockKind` there.
 */
export interface BlockDescription {
  /** The exact `type` text in documents. */
  readonly type: string;
  readonly sort: BlockSort;
  /** Reads a whole block of this kind; fields that it does not name are dropped at run time. */
  readonly schema: z.ZodType<BlockBase>;
  /** What looks wrong in a block of this kind although it can be read. */
  complaints?(block: BlockBase): Complaint[];
}

/** Something that looks wrong in a block. */
export type Complaint = Required<Pick<Warning, 'field' | 'message'>>;

/** A block as stored, and where it stands. `kind` is absent for an unknown type: such a block is skipped. */
export interface ProgramBlock<K extends BlockDescription> {
  readonly id: string;
  readonly type: string;
  readonly outgoingEdgeId: string | undefined;
  readonly kind: K | undefined;
  /** The block read through the schema of its kind. */
  readonly data: BlockBase;
  readonly group: ProgramGroup<K>;
  readonly index: number;
}

export interface ProgramGroup<K extends BlockDescription> {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly ProgramBlock<K>[];
  /** Index of each block by its id; of two with one id the first counts. */
  readonly places: ReadonlyMap<string, number>;
  /** The group stands for the start event: whatever block of it is named means the beginning of the flow. */
  readonly isStart?: true;
}

/** A place where running starts: a group, from the block with this index on. */
export interface Spot<K extends BlockDescription> {
  readonly group: ProgramGroup<K>;
  readonly index: number;
}

/** A part of the document that compiling left out or repaired, in words. */
export interface Warning {
  /** Title of the group, when the part stands in one. */
  readonly group?: string;
  /** Type and id of the block. */
  readonly block?: string;
  /** Path of the field inside the block or document. */
  readonly field?: string;
  readonly message: string;
}

/**
 * A version of a flow, compiled for running: immutable, shared by every session of that version.
 * Everything is looked up by id in constant time and every author-written text is parsed once.
 */
export interface CompiledProgram<K extends BlockDescription> {
  readonly versionId: string;
  readonly botId: string;
  readonly workspaceId: string;
  /** Format version as reported to clients. */
  readonly formatVersion: string;
  /** True for the rules of format version 6 and above (flow-format §3). */
  readonly isModern: boolean;
  /** ISO date of the publication; absent for drafts. */
  readonly publishedAt: string | undefined;
  readonly groups: readonly ProgramGroup<K>[];
  /**
   * Where jumps, edges and links go that name the start as a group, as all files of before version 6 may: one block
   * that leads on along the edge of the start event. It is none of `groups`. Absent when a real group has its id.
   */
  readonly startGroup: ProgramGroup<K> | undefined;
  /** The groups and the one of the start. */
  readonly groupById: ReadonlyMap<string, ProgramGroup<K>>;
  readonly blockById: ReadonlyMap<string, ProgramBlock<K>>;
  readonly edges: ReadonlyMap<string, Edge>;
  readonly events: readonly FlowEvent[];
  readonly startEdgeId: string | undefined;
  readonly variables: readonly Variable[];
  readonly variableById: ReadonlyMap<string, Variable>;
  /** First variable of each name. */
  readonly variableByName: ReadonlyMap<string, Variable>;
  readonly settings: Settings;
  readonly theme: Theme;
  readonly dynamicTheme: DynamicTheme | undefined;
  readonly templates: ReadonlyMap<string, Template>;
  /** Ids of variables whose changes belong to the history (engine §15). */
  readonly historyVariableIds: ReadonlySet<string>;
  readonly progress: ProgressIndex;
  readonly warnings: readonly Warning[];
}
