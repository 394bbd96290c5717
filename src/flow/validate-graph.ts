import { listOf } from './document.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Warning } from './program.ts';
import { blocksOf, type DescribedBlock, type DescribedProgram, hopOf, placeOf } from './validate-place.ts';

/** An arrow that leaves an event, a block, an item or a button of a card. */
interface Exit {
  readonly edgeId: string;
  /** Path of the field inside the block. */
  readonly field: string;
}

/** What is wrong with the ways through a flow: arrows, items, groups out of reach, inputs inside reply events. */
export function graphWarnings(program: DescribedProgram): Warning[] {
  const blocks = blocksOf(program);
  return [
    ...program.events.flatMap((event, index) =>
      arrowWarnings(program, { field: `events[${index}].outgoingEdgeId` }, event.outgoingEdgeId),
    ),
    ...blocks.flatMap((block) =>
      exitsOf(block).flatMap(({ edgeId, field }) => arrowWarnings(program, { ...placeOf(block), field }, edgeId)),
    ),
    ...blocks.flatMap(duplicateItems),
    ...groupsOutOfReach(program),
    ...inputsInsideReplyEvents(program),
  ];
}

function exitsOf(block: DescribedBlock): Exit[] {
  const data: JsonObject = block.data;
  return [
    ...exitOf(data, ''),
    ...listOf(data.items).flatMap((item, i) => [
      ...exitOf(item, `items[${i}].`),
      ...(isObject(item) ? listOf(item.paths).flatMap((path, j) => exitOf(path, `items[${i}].paths[${j}].`)) : []),
    ]),
  ];
}

function exitOf(source: unknown, path: string): Exit[] {
  return isObject(source) && typeof source.outgoingEdgeId === 'string'
    ? [{ edgeId: source.outgoingEdgeId, field: `${path}outgoingEdgeId` }]
    : [];
}

function arrowWarnings(
  program: DescribedProgram,
  place: Omit<Warning, 'message'>,
  edgeId: string | undefined,
): Warning[] {
  if (edgeId === undefined) return [];
  const to = program.edges.get(edgeId)?.to;
  if (!to) return [{ ...place, message: `There is no edge with the id "${edgeId}": it counts as no arrow.` }];
  const group = program.groupById.get(to.groupId);
  if (!group) return [{ ...place, message: `The arrow leads to a group that does not exist: the flow ends here.` }];
  if (to.blockId === undefined || group.isStart || group.places.has(to.blockId)) return [];
  return [
    {
      ...place,
      message: `The arrow leads to a block that "${group.title}" does not have: the group starts at its top.`,
    },
  ];
}

function duplicateItems(block: DescribedBlock): Warning[] {
  const data: JsonObject = block.data;
  const ids = listOf(data.items).flatMap((item) => (isObject(item) && typeof item.id === 'string' ? [item.id] : []));
  const seen = new Set<string>();
  const duplicates = new Set(ids.filter((id) => seen.size === seen.add(id).size));
  return Array.from(duplicates, (id) => ({
    ...placeOf(block),
    field: 'items',
    message: `Several items have the id "${id}": the first one counts.`,
  }));
}

function groupsOutOfReach(program: DescribedProgram): Warning[] {
  const blocks = blocksOf(program);
  if (blocks.some((block) => hopOf(block)?.isDynamic)) return [];
  const reached = new Set<string>();
  const pending = program.events.map((event) => targetGroupId(program, event.outgoingEdgeId));
  while (pending.length > 0) {
    const id = pending.pop();
    if (id === undefined || reached.has(id)) continue;
    reached.add(id);
    for (const block of program.groupById.get(id)?.blocks ?? []) {
      for (const { edgeId } of exitsOf(block)) pending.push(targetGroupId(program, edgeId));
      pending.push(hopOf(block)?.groupId);
    }
  }
  return program.groups
    .filter((group) => !reached.has(group.id))
    .map((group) => ({ group: group.title, message: 'Nothing leads to this group.' }));
}

function targetGroupId(program: DescribedProgram, edgeId: string | undefined): string | undefined {
  return edgeId === undefined ? undefined : program.edges.get(edgeId)?.to.groupId;
}

/** Inputs that a reply event reaches before a Return: their answer fires the event again (engine §8.1). */
function inputsInsideReplyEvents(program: DescribedProgram): Warning[] {
  const found = new Set<DescribedBlock>();
  const seen = new Set<DescribedBlock>();
  const replies = program.events.filter((event) => event.type === 'reply');
  const pending = replies.map((event) => targetBlock(program, program.edges.get(event.outgoingEdgeId ?? '')?.to));
  while (pending.length > 0) {
    const block = pending.pop();
    if (!block || seen.has(block)) continue;
    seen.add(block);
    if (block.kind?.sort === 'input') found.add(block);
    else if (block.type !== 'Return') for (const next of followers(program, block)) pending.push(next);
  }
  return Array.from(found, (block) => ({
    ...placeOf(block),
    message: 'A reply event leads to this input: its answer starts the event again and the first reply is lost.',
  }));
}

function followers(program: DescribedProgram, block: DescribedBlock): (DescribedBlock | undefined)[] {
  const targets = exitsOf(block).map(({ edgeId }) => targetBlock(program, program.edges.get(edgeId)?.to));
  const hop = hopOf(block);
  if (hop) targets.push(targetBlock(program, hop));
  const isLeaving = program.edges.has(block.outgoingEdgeId ?? '') || (hop && block.type === 'Jump');
  return isLeaving ? targets : [...targets, block.group.blocks[block.index + 1]];
}

function targetBlock(
  program: DescribedProgram,
  to: { readonly groupId: string; readonly blockId?: string | undefined } | undefined,
): DescribedBlock | undefined {
  const group = to && program.groupById.get(to.groupId);
  return group?.blocks[group.places.get(to?.blockId ?? '') ?? 0];
}
