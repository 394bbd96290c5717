import {
  blockBaseSchema,
  edgeSchema,
  eventSchema,
  type FlowDocument,
  type FlowEvent,
  groupSchema,
  listOf,
  objectOf,
  runtimeVersion,
  startBlockType,
  variableSchema,
} from './document.ts';
import { collectingHistoryVariables } from './history.ts';
import { atOnce, type Interruptible } from './interruptible.ts';
import { isObject } from './json.ts';
import type { BlockDescription, CompiledProgram, ProgramBlock, ProgramGroup, Warning } from './program.ts';
import { createProgressIndex } from './progress.ts';
import { settingsSchema } from './settings.ts';
import { parseTemplate, type Template } from './template.ts';
import { dynamicThemeOf, themeSchema } from './theme.ts';
import { type Problem, readTolerantly } from './tolerant.ts';

/** Where a compiled document comes from. */
export interface VersionIdentity {
  readonly versionId: string;
  readonly botId: string;
  readonly workspaceId: string;
  readonly publishedAt?: string | undefined;
}

/**
 * Compiles a document (today's form) for running. Never fails: parts that cannot be read are left out and named in
 * `warnings`; a document without a start event compiles to a program without a start edge and such a warning.
 *
 * @param kinds the kinds of block that exist, by type
 */
export function compile<K extends BlockDescription>(
  document: FlowDocument,
  identity: VersionIdentity,
  kinds: ReadonlyMap<string, K>,
): CompiledProgram<K> {
  return atOnce(compiling(document, identity, kinds));
}

/** Compiles a document like `compile`, part by part: a document of 10 MB takes about a second. */
export function* compiling<K extends BlockDescription>(
  document: FlowDocument,
  identity: VersionIdentity,
  kinds: ReadonlyMap<string, K>,
): Interruptible<CompiledProgram<K>> {
  const warnings: Warning[] = [];
  const warn = (warning: Warning) => void warnings.push(warning);

  const groups: ProgramGroup<K>[] = [];
  for (const [index, raw] of listOf(document.groups).entries()) {
    const group = yield* compilingGroup(raw, index, kinds, warn);
    if (group) groups.push(group);
  }
  const groupById = firstById(groups, (id) =>
    warn({ field: 'groups', message: `Two groups have the id "${id}": the first one counts.` }),
  );
  const blockById = firstById(
    groups.flatMap((group) => group.blocks),
    (id, block) =>
      warn({ group: block.group.title, block: `${block.type} ${id}`, message: 'Another block has the same id.' }),
  );
  const events = yield* readingList('events', document.events, eventSchema, warn);
  firstById(events, (id) => warn({ field: 'events', message: `Two events have the id "${id}".` }));
  const start = startEvent(events, warn);
  const startGroup = start && !groupById.has(start.id) ? groupOfStart<K>(start) : undefined;
  if (startGroup) {
    groupById.set(startGroup.id, startGroup);
    for (const block of startGroup.blocks) if (!blockById.has(block.id)) blockById.set(block.id, block);
  }
  if (start?.blockId !== undefined && !groupById.has(start.blockId)) {
    groupById.set(start.blockId, startGroup ?? groupOfStart<K>({ ...start, id: start.blockId }));
  }
  const edges = firstById(yield* readingList('edges', document.edges, edgeSchema, warn), (id) =>
    warn({ field: 'edges', message: `Two edges have the id "${id}": the first one counts.` }),
  );
  const variables = yield* readingList('variables', document.variables, variableSchema, warn);
  const variableById = firstById(variables, (id) =>
    warn({ field: 'variables', message: `Two variables have the id "${id}": the first one counts.` }),
  );
  const variableByName = firstBy(
    variables,
    (variable) => variable.name,
    (name) => warn({ field: 'variables', message: `Two variables have the name "${name}": the first one counts.` }),
  );
  const settings = readTolerantly(settingsSchema, objectOf(document.settings));
  for (const problem of settings.problems) warn(documentWarning('settings', problem));
  const theme = readTolerantly(themeSchema, objectOf(document.theme));
  for (const problem of theme.problems) warn(documentWarning('theme', problem));

  const formatVersion = runtimeVersion(document);
  const program = {
    ...identity,
    publishedAt: identity.publishedAt,
    formatVersion,
    isModern: Number(formatVersion) >= 6,
    groups,
    startGroup,
    groupById,
    blockById,
    edges,
    events,
    startEdgeId: start?.outgoingEdgeId,
    variables,
    variableById,
    variableByName,
    settings: settings.value ?? {},
    theme: theme.value ?? {},
    dynamicTheme: dynamicThemeOf(theme.value ?? {}),
    templates: yield* collectingTemplates([
      groups.map((g) => g.blocks.map((b) => b.data)),
      settings.value,
      theme.value,
    ]),
    historyVariableIds: yield* collectingHistoryVariables(groups, variables),
    progress: createProgressIndex({ blockById, groupById, edges }),
    warnings,
  };
  return program;
}

function* compilingGroup<K extends BlockDescription>(
  raw: unknown,
  index: number,
  kinds: ReadonlyMap<string, K>,
  warn: (warning: Warning) => void,
): Interruptible<ProgramGroup<K> | undefined> {
  const reading = readTolerantly(groupSchema, raw);
  for (const problem of reading.problems) warn(documentWarning(`groups[${index}]`, problem));
  if (!reading.value) return undefined;
  const { id, title, blocks: rawBlocks } = reading.value;
  const blocks: ProgramBlock<K>[] = [];
  const places = new Map<string, number>();
  const group: ProgramGroup<K> = { id, title, blocks, places };
  for (const stored of rawBlocks) {
    yield;
    const rawBlock =
      isObject(stored) && typeof stored.outgoingEdgeId !== 'string' ? { ...stored, outgoingEdgeId: undefined } : stored;
    const base = blockBaseSchema.safeParse(rawBlock);
    if (!base.success) {
      warn({ group: title, message: 'A block without an id or a type was left out.' });
      continue;
    }
    const kind = kinds.get(base.data.type);
    const name = `${base.data.type} ${base.data.id}`;
    if (!kind && base.data.type !== startBlockType)
      warn({ group: title, block: name, message: `Unknown block type "${base.data.type}": it is skipped.` });
    const { value, problems } = kind ? readTolerantly(kind.schema, rawBlock) : { value: base.data, problems: [] };
    for (const problem of problems) {
      warn({ group: title, block: name, field: pathText(problem.path), message: problem.message });
    }
    if (!places.has(base.data.id)) places.set(base.data.id, blocks.length);
    blocks.push({
      id: base.data.id,
      type: base.data.type,
      outgoingEdgeId: base.data.outgoingEdgeId,
      kind: value ? kind : undefined,
      data: value ?? base.data,
      group,
      index: blocks.length,
    });
  }
  return group;
}

function startEvent(events: readonly FlowEvent[], warn: (warning: Warning) => void): FlowEvent | undefined {
  const start = events.find((event) => event.type === 'start');
  if (!start) warn({ field: 'events', message: 'There is no start event: the bot cannot start.' });
  else if (events[0] !== start) warn({ field: 'events', message: 'The start event should be the first event.' });
  return start;
}

/** The start event as a group of one block, as it was stored before version 6. */
function groupOfStart<K extends BlockDescription>({ id, title = '', outgoingEdgeId }: FlowEvent): ProgramGroup<K> {
  const blocks: ProgramBlock<K>[] = [];
  const group: ProgramGroup<K> = { id, title, blocks, places: new Map([[id, 0]]), isStart: true };
  const data = { id, type: startBlockType, outgoingEdgeId };
  blocks.push({ id, type: startBlockType, outgoingEdgeId, kind: undefined, data, group, index: 0 });
  return group;
}

function* readingList<T>(
  field: string,
  raw: unknown,
  schema: Parameters<typeof readTolerantly<T>>[0],
  warn: (warning: Warning) => void,
): Interruptible<T[]> {
  const entries: T[] = [];
  for (const [index, entry] of listOf(raw).entries()) {
    yield;
    const { value, problems } = readTolerantly(schema, entry);
    for (const problem of problems) warn(documentWarning(`${field}[${index}]`, problem));
    if (value !== undefined) entries.push(value);
  }
  return entries;
}

function documentWarning(field: string, problem: Problem): Warning {
  const path = pathText(problem.path);
  return { field: path ? `${field}.${path}` : field, message: problem.message };
}

function pathText(path: readonly (string | number)[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}

function firstById<T extends { readonly id: string }>(
  entries: readonly T[],
  onDuplicate: (id: string, entry: T) => void,
): Map<string, T> {
  return firstBy(entries, (entry) => entry.id, onDuplicate);
}

function firstBy<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  onDuplicate: (key: string, entry: T) => void,
): Map<string, T> {
  const map = new Map<string, T>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (map.has(key)) onDuplicate(key, entry);
    else map.set(key, entry);
  }
  return map;
}

/** Parses every text that holds a placeholder, wherever it stands. */
function* collectingTemplates(root: unknown): Interruptible<Map<string, Template>> {
  const templates = new Map<string, Template>();
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    yield;
    const value = stack.pop();
    if (typeof value === 'string') {
      if (value.includes('{{') && !templates.has(value)) templates.set(value, parseTemplate(value));
    } else if (Array.isArray(value)) {
      for (const entry of value) stack.push(entry);
    } else if (isObject(value)) {
      for (const key in value) stack.push(value[key]);
    }
  }
  return templates;
}
