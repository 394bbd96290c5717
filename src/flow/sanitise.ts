import { type FlowDocument, listOf } from './document.ts';
import { isObject, type JsonObject } from './json.ts';
import type { BlockDescription, Warning } from './program.ts';

/** How a document is cleaned before it is stored. */
export interface SanitiseOptions {
  /** New bots (created or imported) start unshared and off in messaging apps; an update keeps these settings. */
  readonly mode: 'create' | 'update';
  /** The kinds of block that exist, by type. */
  readonly kinds: ReadonlyMap<string, BlockDescription>;
  /** True for credentials that belong to another workspace: blocks must not refer to them. */
  readonly isForeign: (credentialsId: string) => boolean;
  /** True for credentials that exist nowhere on this server: kept, with a warning. */
  readonly isUnknown?: (credentialsId: string) => boolean;
  /** Marks scripts that run in the visitor's browser as unsafe, and all others as safe. */
  readonly setsSafetyFlags?: boolean;
}

/** Fields of a block's options that name credentials. */
const credentialFields = ['credentialsId', 'proxyCredentialsId'] as const;

/**
 * Cleans a document before it is stored (flow-format §4, §11; management-api §4.4): credentials, flags of variables and
 * scripts, settings that a new bot must not bring along. The input is not changed.
 */
export function sanitise(
  document: FlowDocument,
  options: SanitiseOptions,
): { document: FlowDocument; report: Warning[] } {
  const report: Warning[] = [];
  const saved = new Set<unknown>();
  const transcripts = new Set<unknown>();
  const groups = listOf(document.groups).map((group) => {
    if (!isObject(group)) return group;
    const title = typeof group.title === 'string' ? group.title : '';
    const blocks = listOf(group.blocks).map((block) => {
      if (!isObject(block) || !isObject(block.options)) return block;
      if (options.kinds.get(String(block.type))?.sort === 'input') collectSaved(block.options, saved);
      if (isTranscript(block)) transcripts.add(block.options.variableId);
      return sanitiseBlock(block, block.options, options, (warning) => report.push({ group: title, ...warning }));
    });
    return { ...group, blocks };
  });
  const variables = listOf(document.variables).map((variable) => {
    if (!isObject(variable)) return variable;
    if (saved.has(variable.id)) return { ...variable, isSessionVariable: false };
    return transcripts.has(variable.id) ? { ...variable, isSessionVariable: true } : variable;
  });
  const settings = options.mode === 'create' ? settingsOfNewBot(document.settings) : document.settings;
  return { document: { ...document, groups, variables, settings }, report };
}

/** `default` stands for the server's own mail account. */
function isCredentialsId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value !== 'default';
}

/** Variables that an input writes: its own, those of uploads and recordings, those of a chosen card. */
function collectSaved(value: unknown, saved: Set<unknown>): void {
  if (Array.isArray(value)) for (const entry of value) collectSaved(entry, saved);
  else if (isObject(value)) {
    for (const [key, entry] of Object.entries(value)) {
      if (key === 'variableId' || key === 'saveVariableId') saved.add(entry);
      else collectSaved(entry, saved);
    }
  }
}

function isTranscript(block: JsonObject): boolean {
  return block.type === 'Set variable' && isObject(block.options) && block.options.type === 'Transcript';
}

function sanitiseBlock(
  block: JsonObject,
  stored: JsonObject,
  { isForeign, isUnknown, setsSafetyFlags }: SanitiseOptions,
  warn: (warning: Warning) => void,
): JsonObject {
  const options = { ...stored };
  for (const field of credentialFields) {
    const id = options[field];
    if (!isCredentialsId(id)) continue;
    const place = { block: `${block.type} ${block.id}`, field: `options.${field}` };
    if (isForeign(id)) {
      delete options[field];
      if (block.type === 'Email' && field === 'credentialsId') options[field] = 'default';
      warn({ ...place, message: 'The credentials belong to another workspace: they were left out.' });
    } else if (isUnknown?.(id)) {
      warn({ ...place, message: `There are no credentials with the id "${id}" here yet.` });
    }
  }
  if (setsSafetyFlags && block.type === 'Code') options.isUnsafe = options.isExecutedOnClient !== false;
  if (setsSafetyFlags && block.type === 'Set variable') options.isUnsafe = options.isExecutedOnClient === true;
  return { ...block, options };
}

function settingsOfNewBot({ publicShare: _, ...settings }: JsonObject): JsonObject {
  if (!isObject(settings.whatsApp)) return settings;
  return { ...settings, whatsApp: { ...settings.whatsApp, isEnabled: false } };
}
