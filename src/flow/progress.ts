import type { Edge } from './document.ts';

/** Reach of a block: input blocks and dead ends visited by a depth-first walk from it (chat-api §13.7). */
export interface Reach {
  /** Input blocks reachable, itself included. */
  readonly inputs: number;
  /** Last blocks of their group that have no edge of their own or of an item. */
  readonly deadEnds: number;
}

/** Computes the reach of blocks; each is computed once per version, when it is first asked for. */
export interface ProgressIndex {
  reach(blockId: string): Reach;
}

interface Walkable {
  readonly id: string;
  readonly outgoingEdgeId: string | undefined;
  readonly kind: { readonly sort: string } | undefined;
  readonly data: object;
  readonly group: WalkableGroup;
  readonly index: number;
}

interface WalkableGroup {
  readonly blocks: readonly Walkable[];
  readonly places: ReadonlyMap<string, number>;
}

interface Graph {
  readonly blockById: ReadonlyMap<string, Walkable>;
  readonly groupById: ReadonlyMap<string, WalkableGroup>;
  readonly edges: ReadonlyMap<string, Edge>;
}

/** Edges of the items of a block (not of card buttons). */
function itemEdges(block: Walkable): string[] {
  const items: unknown = 'items' in block.data ? block.data.items : undefined;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: { outgoingEdgeId?: unknown }) =>
    typeof item?.outgoingEdgeId === 'string' ? [item.outgoingEdgeId] : [],
  );
}

export function createProgressIndex(graph: Graph): ProgressIndex {
  const known = new Map<string, Reach>();
  const target = (edgeId: string): Walkable | undefined => {
    const to = graph.edges.get(edgeId)?.to;
    const group = to && graph.groupById.get(to.groupId);
    return group?.blocks[group.places.get(to?.blockId ?? '') ?? 0];
  };
  return {
    reach(blockId) {
      const memo = known.get(blockId);
      if (memo) return memo;
      const seen = new Set<Walkable>();
      // An explicit stack, because a flow may chain thousands of blocks; order does not matter for the counts.
      const stack = [graph.blockById.get(blockId)];
      let inputs = 0;
      let deadEnds = 0;
      while (stack.length > 0) {
        const block = stack.pop();
        if (!block || seen.has(block)) continue;
        seen.add(block);
        if (block.kind?.sort === 'input') inputs++;
        const exits = itemEdges(block);
        if (block.outgoingEdgeId !== undefined) exits.push(block.outgoingEdgeId);
        const following = block.group.blocks[block.index + 1];
        if (!following && exits.length === 0) deadEnds++;
        for (const edgeId of exits) stack.push(target(edgeId));
        stack.push(following);
      }
      const reach = { inputs, deadEnds };
      known.set(blockId, reach);
      return reach;
    },
  };
}
