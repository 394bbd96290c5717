import { compiling } from './compile.ts';
import { type FlowDocument, listOf } from './document.ts';
import { atOnce, type Interruptible } from './interruptible.ts';
import { isObject, type JsonObject } from './json.ts';
import type { BlockDescription, Warning } from './program.ts';
import { graphWarnings } from './validate-graph.ts';
import { blocksOf, placeOf } from './validate-place.ts';
import { referenceWarnings } from './validate-references.ts';
import { scriptWarnings } from './validate-scripts.ts';

/**
 * Everything about a document that its author should know: parts that cannot be read and are left out when it runs,
 * names of things that do not exist, ways that lead nowhere. A flow with warnings still runs. Each warning is a sentence.
 *
 * @param document a document in today's form
 * @param kinds the kinds of block that exist, by type
 * @example validate(document, blockKinds)[0] // { group: 'Hello', block: 'Jump b5', field: 'options.groupId', message: … }
 */
export function validate(document: FlowDocument, kinds: ReadonlyMap<string, BlockDescription>): Warning[] {
  return atOnce(validating(document, kinds));
}

/** Validates a document like `validate`, part by part. */
export function* validating(
  document: FlowDocument,
  kinds: ReadonlyMap<string, BlockDescription>,
): Interruptible<Warning[]> {
  const program = yield* compiling(document, { versionId: '', botId: '', workspaceId: '' }, kinds);
  yield;
  const shapes = shapeWarnings(document);
  yield;
  const complaints = blocksOf(program).flatMap((block) =>
    (block.kind?.complaints?.(block.data) ?? []).map((complaint) => ({ ...placeOf(block), ...complaint })),
  );
  yield;
  const graph = graphWarnings(program);
  yield;
  const scripts = yield* scriptWarnings(program);
  return [...program.warnings, ...shapes, ...complaints, ...graph, ...referenceWarnings(program), ...scripts];
}

/** Readable blocks whose parts do not fit together (flow-format §9). */
function shapeWarnings(document: FlowDocument): Warning[] {
  return listOf(document.groups).flatMap((group) =>
    isObject(group)
      ? listOf(group.blocks).flatMap((block) => {
          const complaint = isObject(block) && shapeComplaint(block);
          if (!complaint) return [];
          return [{ group: String(group.title ?? ''), block: `${block.type} ${block.id}`, ...complaint }];
        })
      : [],
  );
}

function shapeComplaint(block: JsonObject): Pick<Warning, 'field' | 'message'> | undefined {
  if (block.type === 'AB test' && listOf(block.items).length !== 2) {
    return { field: 'items', message: `An A/B test has two items, this one has ${listOf(block.items).length}.` };
  }
  if (block.type === 'Condition' && block.options !== undefined) {
    return { field: 'options', message: 'A condition has no options: they are left out.' };
  }
  return undefined;
}
