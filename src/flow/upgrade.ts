import { ReparteeError } from '../errors/errors.ts';
import { type FlowDocument, listOf, objectOf } from './document.ts';
import { isObject, type JsonObject } from './json.ts';

/** Format versions that exports were written in; an absent version means `"3"`. */
export const formatVersions = ['3', '4', '5', '6', '6.1'] as const;
/** Format version of today's shape. */
export const latestVersion = '6.1';

/** Blocks that make an HTTP request; until version 3 the request stood in a row of its own. */
const requestTypes: ReadonlySet<unknown> = new Set(['Webhook', 'Zapier', 'Make.com', 'Pabbly']);

/**
 * Brings the document of any export version into today's form (flow-format §10): lists and objects that are missing
 * become empty, the start block becomes the start event, requests and sheet filters move into their blocks. Versions
 * below 6 become `"6.1"` and are remembered as `importedVersion`; version 6 stays, with a start event where it has a start block. Fields that it does not know are
 * kept. The input is not changed.
 *
 * @param raw a document whose `version` is one of `formatVersions` or absent
 * @param newId makes the ids that the old form did not have
 * @throws ReparteeError invalidBotFile when a version below 6 has no start
 * @example upgrade({ version: '4', groups: [{ id: 'g', blocks: [{ id: 'b', type: 'start' }] }] }, newId).importedVersion // '4'
 */
export function upgrade(raw: JsonObject, newId: () => string): FlowDocument {
  const version = typeof raw.version === 'string' ? raw.version : '3';
  if (Number(version) >= 6) {
    const today = withLists(raw, version);
    const hasBlock = today.groups.some((group) => isObject(group) && listOf(group.blocks).some(isStart));
    return hasBlock && !today.events.some(isStart) ? startFromEvent(today) : today;
  }
  let document = startFromEvent(withLists(fromSteps(raw), latestVersion));
  if (Number(version) < 4) document = inlineRequests(document);
  document = mapBlocks(document, (block) => dropRetired(filterByColumn(block, newId)));
  return { ...document, importedVersion: version };
}

/** Reads the form before groups: what are groups today were blocks, and their blocks were steps. */
export function fromSteps(raw: JsonObject): JsonObject {
  if (Array.isArray(raw.groups) || !Array.isArray(raw.blocks)) return raw;
  const { blocks, ...rest } = raw;
  return {
    ...rest,
    groups: blocks.map((group) => {
      if (!isObject(group)) return group;
      const { steps, ...fields } = group;
      return { ...fields, blocks: listOf(steps).map(fromStep) };
    }),
    edges: listOf(raw.edges).map((edge) =>
      isObject(edge) ? { ...edge, from: fromStepPlace(edge.from), to: fromStepPlace(edge.to) } : edge,
    ),
  };
}

function fromStep(step: unknown): unknown {
  if (!isObject(step)) return step;
  const block = without(step, 'blockId');
  if (Array.isArray(step.items)) {
    block.items = step.items.map((item) => (isObject(item) ? without(item, 'stepId') : item));
  }
  // A link named its target group by the word of that time.
  if (step.type === 'Typebot link' && isObject(step.options) && 'blockId' in step.options) {
    const { blockId, ...options } = step.options;
    block.options = { ...options, groupId: blockId };
  }
  return block;
}

function fromStepPlace(place: unknown): unknown {
  if (!isObject(place)) return place;
  const { blockId, stepId, ...rest } = place;
  return {
    ...rest,
    ...(blockId !== undefined && { groupId: blockId }),
    ...(stepId !== undefined && { blockId: stepId }),
  };
}

function withLists(raw: JsonObject, version: string): FlowDocument {
  return {
    ...raw,
    version,
    events: listOf(raw.events),
    groups: listOf(raw.groups).map((group) =>
      isObject(group) && !Array.isArray(group.blocks) ? { ...group, blocks: [] } : group,
    ),
    edges: listOf(raw.edges),
    variables: listOf(raw.variables),
    theme: objectOf(raw.theme),
    settings: objectOf(raw.settings),
  };
}

function isStart(block: unknown): block is JsonObject {
  return isObject(block) && block.type === 'start';
}

/** Replaces the start block by a start event that has the id and the place of its group. */
function startFromEvent(document: FlowDocument): FlowDocument {
  const startGroup = document.groups.filter(isObject).find((group) => listOf(group.blocks).some(isStart));
  const start = listOf(startGroup?.blocks).find(isStart);
  if (!startGroup || !start) {
    if (document.events.some(isStart)) return document;
    throw new ReparteeError('invalidBotFile', { values: { reason: 'start event is missing' } });
  }
  const { id, title, graphCoordinates = { x: 0, y: 0 } } = startGroup;
  const { id: blockId, outgoingEdgeId } = start;
  const event = {
    ...{ id, type: 'start', graphCoordinates },
    ...(typeof outgoingEdgeId === 'string' && { outgoingEdgeId }),
    // Jumps and links find the group by its title, too.
    ...(typeof title === 'string' && { title }),
    // Some name the block where a group belongs, other bots among them.
    ...(typeof blockId === 'string' && { blockId }),
  };
  const isStartEdge = (edge: unknown) => isObject(edge) && edge.id === outgoingEdgeId && outgoingEdgeId !== undefined;
  const upgraded = {
    ...document,
    events: [event, ...document.events.filter((other) => !isStart(other))],
    groups: document.groups.flatMap((group) => {
      if (!isObject(group)) return [group];
      const stored = listOf(group.blocks);
      const blocks = stored.filter((block) => !isStart(block));
      return blocks.length === 0 && stored.length > 0 ? [] : [{ ...group, blocks }];
    }),
    edges: [
      ...document.edges
        .filter(isObject)
        .filter(isStartEdge)
        .map((edge) => ({ ...edge, from: { eventId: id } })),
      ...document.edges
        .filter((edge) => !isStartEdge(edge))
        .map((edge) => withoutGroup(isObject(edge) ? { ...edge, to: withoutBlock(edge.to, start.id) } : edge)),
    ],
  };
  return mapBlocks(upgraded, (block) =>
    block.type === 'Jump' ? { ...block, options: withoutBlock(block.options, start.id) } : block,
  );
}

/** What led to the start block leads to the top of its group: the block is gone. */
function withoutBlock(target: unknown, id: unknown): unknown {
  return isObject(target) && id !== undefined && target.blockId === id ? without(target, 'blockId') : target;
}

function withoutGroup(edge: unknown): unknown {
  return isObject(edge) && isObject(edge.from) ? { ...edge, from: without(edge.from, 'groupId') } : edge;
}

function mapBlocks(document: FlowDocument, map: (block: JsonObject) => JsonObject): FlowDocument {
  return {
    ...document,
    groups: document.groups.map((group) =>
      isObject(group)
        ? { ...group, blocks: listOf(group.blocks).map((block) => (isObject(block) ? map(block) : block)) }
        : group,
    ),
  };
}

/** Moves the rows of the list `webhooks` into the blocks that refer to them. Rows came out of a database: null is absent. */
function inlineRequests({ webhooks, ...document }: FlowDocument): FlowDocument {
  const rows = new Map(
    listOf(webhooks)
      .filter(isObject)
      .map((row) => [row.id, row]),
  );
  return mapBlocks(document as FlowDocument, (block) => {
    if (!requestTypes.has(block.type)) return block;
    const { webhookId, ...rest } = block;
    const options = objectOf(block.options);
    if (isObject(options.webhook)) return rest;
    const { url, method, headers, queryParams, body } = rows.get(webhookId) ?? {};
    const request = Object.entries({ url, method: method ?? 'POST', headers, queryParams, body });
    const webhook = Object.fromEntries(request.filter(([, value]) => value !== null && value !== undefined));
    return { ...rest, options: { ...options, webhook } };
  });
}

/** Sheets were searched for one cell; today they are filtered by comparisons. */
function filterByColumn(block: JsonObject, newId: () => string): JsonObject {
  const options = objectOf(block.options);
  const { referenceCell, ...rest } = options;
  const isSearch = options.action === 'Get data from sheet' || options.action === 'Update a row';
  if (block.type !== 'Google Sheets' || !isSearch || !isObject(referenceCell) || options.filter) return block;
  const { column, value } = referenceCell;
  const comparison = { id: newId(), column, comparisonOperator: 'Equal to', value };
  return { ...block, options: { ...rest, filter: { comparisons: [comparison] } } };
}

/** Drops what today's form has no place for: back references to the container and kinds of items by number. */
function dropRetired(block: JsonObject): JsonObject {
  const kept = without(block, 'groupId');
  if (Array.isArray(block.items)) {
    kept.items = block.items.map((item) => {
      if (!isObject(item)) return item;
      return typeof item.type === 'number' ? without(item, 'blockId', 'type') : without(item, 'blockId');
    });
  }
  if (requestTypes.has(block.type) && isObject(block.options) && isObject(block.options.webhook)) {
    kept.options = { ...block.options, webhook: without(block.options.webhook, 'id') };
  }
  return kept;
}

function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
