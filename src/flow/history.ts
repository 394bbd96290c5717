import type { Variable } from './document.ts';
import type { Interruptible } from './interruptible.ts';
import { isObject } from './json.ts';
import type { BlockDescription, ProgramGroup } from './program.ts';
import { referenceTokens } from './template.ts';

/** Kinds whose content shows variables to the person. */
const shownKinds: ReadonlySet<string> = new Set(['text', 'image', 'video', 'audio']);

/**
 * Ids of the variables whose changes a replay of the conversation needs: those shown in text bubbles and media
 * addresses and those that conditions look at (engine §15).
 */
export function* collectingHistoryVariables(
  groups: readonly ProgramGroup<BlockDescription>[],
  variables: readonly Variable[],
): Interruptible<Set<string>> {
  const names = new Set<string>();
  const ids = new Set<string>();
  for (const { blocks } of groups) {
    for (const { type, data } of blocks) {
      yield;
      if (shownKinds.has(type)) collectNames(data, names);
      else if (type === 'Condition') {
        collectNames(data, names);
        collectOperands(data, ids);
      }
    }
  }
  for (const variable of variables) if (names.has(variable.name)) ids.add(variable.id);
  return ids;
}

function collectNames(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') {
    if (value.includes('{{')) for (const token of referenceTokens(value)) names.add(token.content);
  } else if (Array.isArray(value)) {
    for (const entry of value) collectNames(entry, names);
  } else if (isObject(value)) {
    for (const key in value) collectNames(value[key], names);
  }
}

function collectOperands(value: unknown, ids: Set<string>): void {
  if (Array.isArray(value)) {
    for (const entry of value) collectOperands(entry, ids);
  } else if (isObject(value)) {
    if (typeof value.variableId === 'string') ids.add(value.variableId);
    for (const key in value) collectOperands(value[key], ids);
  }
}
