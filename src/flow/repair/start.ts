import { ReparteeError } from '../../errors/errors.ts';
import { listOf, objectOf, startBlockType } from '../document.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Repair } from './parts.ts';

/**
 * A document without a start begins at the one group that nothing leads to. What leads from a group to itself does not
 * count, so that a menu on its own can come back.
 *
 * @throws ReparteeError invalidBotFile when there are groups, and none or several could be the start
 */
export function withStart(document: JsonObject, { ids, report }: Repair): JsonObject {
  const groups = listOf(document.groups).filter(isObject);
  const blocks = groups.flatMap((group) => listOf(group.blocks).filter(isObject));
  if ([...listOf(document.events), ...blocks].some((part) => isObject(part) && part.type === 'start')) return document;
  const filled = groups.filter((group) => listOf(group.blocks).length > 0);
  if (filled.length === 0) return document;
  const reached = reachedGroups(document, groups);
  const free = filled.filter(({ id }) => !reached.has(id));
  const [start, second] = free;
  if (!start || second) throw refusal(free);

  const eventId = ids.make(startBlockType);
  const edgeId = ids.make('start-edge');
  const graphCoordinates = { x: 0, y: 0 };
  report({ field: 'events', message: `There is no start event: the flow begins at ${nameOf(start)}.` });
  return {
    ...document,
    events: [{ id: eventId, type: 'start', graphCoordinates, outgoingEdgeId: edgeId }, ...listOf(document.events)],
    edges: [{ id: edgeId, from: { eventId }, to: { groupId: start.id } }, ...listOf(document.edges)],
  };
}

/** Ids of the groups that an arrow, a jump or a link leads to from elsewhere. */
function reachedGroups(document: JsonObject, groups: readonly JsonObject[]): Set<unknown> {
  const reached = new Set<unknown>();
  const groupOf = new Map<unknown, unknown>();
  for (const { id, blocks } of groups) {
    for (const block of listOf(blocks).filter(isObject)) {
      groupOf.set(block.id, id);
      const { groupId } = objectOf(block.options);
      if ((block.type === 'Jump' || block.type === 'Typebot link') && groupId !== id) reached.add(groupId);
    }
  }
  for (const edge of listOf(document.edges).filter(isObject)) {
    const { groupId } = objectOf(edge.to);
    if (groupOf.get(objectOf(edge.from).blockId) !== groupId) reached.add(groupId);
  }
  return reached;
}

function nameOf({ title, id }: JsonObject): string {
  return typeof title === 'string' && title !== '' ? `"${title}"` : `"${id}"`;
}

function refusal(candidates: readonly JsonObject[]): ReparteeError {
  const why =
    candidates.length === 0
      ? 'and something leads to every group'
      : `and nothing leads to ${candidates.length} groups: ${candidates.slice(0, 5).map(nameOf).join(', ')}`;
  return new ReparteeError('invalidBotFile', { values: { reason: `start event is missing, ${why}` } });
}
