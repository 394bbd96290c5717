import { listOf, startBlockType } from '../document.ts';
import { isObject, type JsonObject } from '../json.ts';
import { repairOptions } from './options.ts';
import type { Repair } from './parts.ts';
import { paragraphs, repairRichText } from './rich-text.ts';

/** Where a block stands. */
interface Place {
  /** Title and id of the group. */
  readonly title: string;
  readonly id: string;
  /** Index in the group. */
  readonly place: number;
}

/** Fields in which a text may stand that belongs into `content`, by type of bubble. */
const textFields: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['text', ['message', 'text']],
  ...['image', 'video', 'audio', 'embed'].map((type) => [type, ['url']] as const),
]);
/** Fields of `content` that a text bubble says, whatever is in them. */
const spokenFields = ['richText', 'markdown', 'html', 'plainText'];
/** The field of an item that its label stands in, by type of block. */
const labelFields: ReadonlyMap<string, string> = new Map([
  ['choice input', 'content'],
  ['picture choice input', 'title'],
  ['cards', 'title'],
]);

/** A block with its id, its type and its content in the form that everything else expects. */
export function repairBlock(stored: unknown, { title, id: groupId, place }: Place, parts: Repair): unknown {
  if (!isObject(stored) || typeof stored.type !== 'string') return stored;
  const meant = stored.type.toLowerCase() === startBlockType ? startBlockType : parts.meantType(stored.type);
  const type = meant ?? stored.type;
  const id = typeof stored.id === 'string' ? stored.id : parts.ids.make(`${groupId}-${place + 1}`);
  const report = (field: string, message: string) =>
    parts.report({ group: title, block: `${type} ${id}`, field, message });
  if (type !== stored.type) report('type', `"${stored.type}" is read as "${type}".`);
  if (id !== stored.id) report('id', `The block has no id: it got "${id}".`);
  const named = { ...stored, id, type };
  return repairOptions(withItems(withContent(named, type, report), type, id, parts, report), parts, report);
}

type Report = (field: string, message: string) => void;

/** The content of a bubble that is written as a plain text, in `content` or beside it. */
function withContent(block: JsonObject, type: string, report: Report): JsonObject {
  const fields = textFields.get(type);
  if (!fields) return block;
  const { content } = block;
  const field =
    typeof content === 'string' ? 'content' : content == null && fields.find((name) => typeof block[name] === 'string');
  if (field) {
    const text = String(block[field]);
    report(field, 'The text is read as the content of the bubble.');
    const { [field]: _text, ...rest } = block;
    return { ...rest, content: type === 'text' ? { richText: paragraphs(text) } : { url: text } };
  }
  if (type !== 'text') return block;
  if (Array.isArray(content)) {
    report('content', 'The list is read as the rich text of the bubble.');
    return { ...block, content: { richText: repairRichText(content, 'content', report) } };
  }
  if (!isObject(content)) return block;
  const inner = ['richText', ...(content.richText === undefined ? fields : [])].find(
    (name) => content[name] !== undefined && content[name] !== null,
  );
  if (!inner) {
    if (Object.keys(content).length > 0 && !spokenFields.some((name) => name in content)) {
      report('content', 'It has no text that can be read: the bubble is empty.');
    }
    return block;
  }
  const { [inner]: written, ...rest } = content;
  return { ...block, content: { ...rest, richText: repairRichText(written, `content.${inner}`, report) } };
}

/** Items that stand among the options, are only a label, or have no id. */
function withItems(stored: JsonObject, type: string, blockId: string, { ids }: Repair, report: Report): JsonObject {
  const label = labelFields.get(type);
  const block = label !== undefined || type === 'Condition' ? withItemsOfOptions(stored, report) : stored;
  if (!Array.isArray(block.items)) return block;
  const items = block.items.map((stored, index) => {
    const field = `items[${index}]`;
    const isLabel = label !== undefined && (typeof stored === 'string' || typeof stored === 'number');
    if (isLabel) report(field, 'The text is read as the label of the item.');
    const item: unknown = isLabel ? { [label]: String(stored) } : stored;
    if (!isObject(item)) return item;
    const labelled = label === undefined ? item : withLabel(item, label, field, report);
    const paths = Array.isArray(labelled.paths)
      ? labelled.paths.map((path, place) => withPathId(path, `${blockId}-${index + 1}-${place + 1}`, ids))
      : undefined;
    const id = typeof labelled.id === 'string' ? labelled.id : ids.make(`${blockId}-item-${index + 1}`);
    if (id !== labelled.id && !isLabel) report(`${field}.id`, `The item has no id: it got "${id}".`);
    return { ...labelled, id, ...(paths && { paths }) };
  });
  return { ...block, items };
}

function withItemsOfOptions(block: JsonObject, report: Report): JsonObject {
  const { options: stored, ...rest } = block;
  if (!isObject(stored) || listOf(block.items).length > 0) return block;
  const { items, ...options } = stored;
  if (!Array.isArray(items)) return block;
  report('options.items', 'They are read as the items of the block.');
  return { ...rest, items, ...(Object.keys(options).length > 0 && { options }) };
}

function withLabel(item: JsonObject, label: string, field: string, report: Report): JsonObject {
  const found = [label, 'label', 'text'].find((name) => item[name] !== undefined && item[name] !== null);
  const value = found === undefined ? undefined : item[found];
  if (found === undefined || (found === label && typeof value !== 'number')) return item;
  if (typeof value !== 'string' && typeof value !== 'number') return item;
  report(`${field}.${found}`, 'It is read as the label of the item.');
  const { [found]: _label, ...rest } = item;
  return { ...rest, [label]: String(value) };
}

/** Buttons of cards. */
function withPathId(stored: unknown, wanted: string, ids: Repair['ids']): unknown {
  const path = typeof stored === 'string' ? { text: stored } : stored;
  return !isObject(path) || typeof path.id === 'string' ? path : { ...path, id: ids.make(wanted) };
}
