import { listOf, startBlockType } from '../document.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Repair } from './parts.ts';

/**
 * Edges with ids and with the group that they lead to, and the edges that say where they begin but are not named there
 * (flow-format §10.3).
 */
export function repairEdges(document: JsonObject, parts: Repair): JsonObject {
  if (!Array.isArray(document.edges)) return document;
  const targets = targetsOf(document);
  const edges = document.edges.map((edge, index) => withTarget(withId(edge, index, parts), index, targets, parts));
  const known = new Set(edges.map((edge) => (isObject(edge) ? edge.id : undefined)));
  const named = namedEdges(document);
  const unnamed = new Map<string, string>();
  // Of several edges from one place the first counts.
  for (const edge of edges.toReversed()) {
    const place = isObject(edge) && isObject(edge.from) && placeOf(edge.from);
    if (!place || !isObject(edge) || typeof edge.id !== 'string' || named.has(edge.id)) continue;
    unnamed.set(place, edge.id);
  }
  /** A place whose edge is missing, with the edge that begins there. */
  const connected = (holder: JsonObject, place: JsonObject, name: string): JsonObject => {
    const edgeId = known.has(holder.outgoingEdgeId) ? undefined : unnamed.get(placeOf(place) ?? '');
    if (edgeId === undefined) return holder;
    parts.report({ field: 'edges', message: `The edge "${edgeId}" begins at ${name}, which did not name it.` });
    return { ...holder, outgoingEdgeId: edgeId };
  };
  return {
    ...document,
    edges,
    ...(Array.isArray(document.events) && {
      events: document.events.map((event) =>
        isObject(event) ? connected(event, { eventId: event.id }, `the event ${event.id}`) : event,
      ),
    }),
    groups: listOf(document.groups).map((group) =>
      isObject(group) && Array.isArray(group.blocks)
        ? { ...group, blocks: group.blocks.map((block) => connectedBlock(block, connected)) }
        : group,
    ),
  };
}

function connectedBlock(
  stored: unknown,
  connected: (holder: JsonObject, place: JsonObject, name: string) => JsonObject,
): unknown {
  if (!isObject(stored)) return stored;
  const blockId = stored.id;
  const name = `the block ${blockId}`;
  const block = connected(stored, { blockId }, name);
  if (!Array.isArray(block.items)) return block;
  const items = block.items.map((storedItem) => {
    if (!isObject(storedItem)) return storedItem;
    const itemId = storedItem.id;
    const item = connected(storedItem, { blockId, itemId }, `an item of ${name}`);
    if (!Array.isArray(item.paths)) return item;
    const paths = item.paths.map((path) =>
      isObject(path) ? connected(path, { blockId, itemId, pathId: path.id }, `a button of ${name}`) : path,
    );
    return { ...item, paths };
  });
  return { ...block, items };
}

/** Ids of the edges that some place names already. */
function namedEdges(document: JsonObject): Set<unknown> {
  const blocks = listOf(document.groups).flatMap((group) => (isObject(group) ? listOf(group.blocks) : []));
  const items = blocks.flatMap((block) => (isObject(block) ? listOf(block.items) : []));
  const paths = items.flatMap((item) => (isObject(item) ? listOf(item.paths) : []));
  const places = [...listOf(document.events), ...blocks, ...items, ...paths];
  return new Set(places.map((place) => isObject(place) && place.outgoingEdgeId));
}

/** Where an edge begins as one text; undefined when it does not say. */
function placeOf({ eventId, blockId, itemId, pathId }: JsonObject): string | undefined {
  if (typeof eventId === 'string') return JSON.stringify([eventId]);
  if (typeof blockId !== 'string') return undefined;
  return JSON.stringify([blockId, itemId ?? null, pathId ?? null]);
}

/** Where an edge may lead to, by id: the groups of blocks, and start events, which stand for a group of their own. */
interface Targets {
  readonly groupOfBlock: ReadonlyMap<unknown, string>;
  readonly starts: ReadonlySet<unknown>;
}

function targetsOf(document: JsonObject): Targets {
  const groupOfBlock = new Map<unknown, string>();
  for (const group of listOf(document.groups)) {
    if (!isObject(group) || typeof group.id !== 'string') continue;
    for (const block of listOf(group.blocks)) {
      if (isObject(block) && !groupOfBlock.has(block.id)) groupOfBlock.set(block.id, group.id);
    }
  }
  const starts = listOf(document.events).filter((event) => isObject(event) && event.type === startBlockType);
  return { groupOfBlock, starts: new Set(starts.map((event) => isObject(event) && event.id)) };
}

/** An edge that names a block without its group, or the start event. */
function withTarget(edge: unknown, index: number, { groupOfBlock, starts }: Targets, { report }: Repair): unknown {
  if (!isObject(edge) || !isObject(edge.to) || typeof edge.to.groupId === 'string') return edge;
  const { eventId, ...to } = edge.to;
  const groupId = starts.has(eventId) ? eventId : groupOfBlock.get(to.blockId);
  if (groupId === undefined) return edge;
  const message = starts.has(eventId)
    ? 'The edge leads to the start: it is read as the beginning of the flow.'
    : `The edge names no group: it is read as leading to "${groupId}", which has its block.`;
  report({ field: `edges[${index}].to`, message });
  return { ...edge, to: { ...to, groupId } };
}

function withId(edge: unknown, index: number, { ids, report }: Repair): unknown {
  if (!isObject(edge) || typeof edge.id === 'string') return edge;
  const id = ids.make(`edge-${index + 1}`);
  report({ field: `edges[${index}]`, message: `The edge has no id: it got "${id}".` });
  return { ...edge, id };
}
