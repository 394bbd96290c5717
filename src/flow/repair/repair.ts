import { listOf } from '../document.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { BlockDescription, Warning } from '../program.ts';
import { repairBlock } from './blocks.ts';
import { repairEdges } from './edges.ts';
import { IdMaker, idsIn, withTextIds } from './ids.ts';
import type { Repair } from './parts.ts';
import { typeReader } from './spelling.ts';
import { withStart } from './start.ts';
import { repairVariables, variableReader } from './variables.ts';

/**
 * Reads what people and language models write by hand and what means one thing only (flow-format §10.3): other
 * spellings, texts where objects belong, names for ids, parts without an id, edges that only name where they begin.
 * Files of editors come out as they went in. The input is not changed.
 *
 * @param kinds the kinds of block that exist, by type
 * @param report takes a line for everything that was read in another way than it was written
 * @throws ReparteeError invalidBotFile when there is no start, and none or several groups could be it
 */
export function repair(
  raw: JsonObject,
  kinds: ReadonlyMap<string, BlockDescription>,
  report: (warning: Warning) => void,
): JsonObject {
  if (!Array.isArray(raw.groups)) return raw;
  const written = textIdsOf(raw, report);
  const ids = new IdMaker(idsIn(written));
  const variables = repairVariables(written.variables, ids, report);
  const parts: Repair = {
    ids,
    meantVariable: variableReader(variables),
    meantType: typeReader(kinds),
    report,
  };
  const groups = listOf(written.groups).map((group, index) => repairGroup(group, index, parts));
  const document = { ...written, groups, ...(variables !== undefined && { variables }) };
  return withStart(repairEdges(document, parts), parts);
}

function textIdsOf(raw: JsonObject, report: (warning: Warning) => void): JsonObject {
  const written = { ...raw };
  for (const field of ['groups', 'events', 'edges', 'variables']) {
    if (!Array.isArray(raw[field])) continue;
    let isChanged = false;
    written[field] = withTextIds(raw[field], () => {
      isChanged = true;
    });
    if (isChanged) report({ field, message: 'Ids that are numbers are read as texts.' });
  }
  return written;
}

function repairGroup(group: unknown, index: number, parts: Repair): unknown {
  if (!isObject(group)) return group;
  const title = typeof group.title === 'string' ? group.title : `Group ${index + 1}`;
  const id = typeof group.id === 'string' ? group.id : parts.ids.make(`group-${index + 1}`);
  if (id !== group.id) parts.report({ group: title, field: 'id', message: `The group has no id: it got "${id}".` });
  const blocks = Array.isArray(group.blocks)
    ? group.blocks.map((block, place) => repairBlock(block, { title, id, place }, parts))
    : group.blocks;
  return { ...group, id, ...(blocks !== undefined && { blocks }) };
}
