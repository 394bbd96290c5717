import { isObject, type JsonObject } from '../json.ts';

type Report = (field: string, message: string) => void;

/** Fields in which people write the text of an element or a leaf, the usual one first. */
const textFields = ['text', 'content', 'value'];

/** A plain text as rich text, a paragraph per line. */
export function paragraphs(text: string): JsonObject[] {
  return text.split('\n').map((line) => ({ type: 'p', children: [{ text: line }] }));
}

/**
 * Rich text as editors write it: plain texts among its elements become paragraphs, those among the children of an
 * element become leaves, and a lone element becomes a list of one. What cannot be read stays where it is and is named.
 *
 * @param field where the rich text stands
 * @param report takes a line for everything that is read in another way than it is written, or not at all
 */
export function repairRichText(stored: unknown, field: string, report: Report): unknown {
  if (isText(stored)) {
    report(field, 'The text is read as rich text.');
    return paragraphs(String(stored));
  }
  if (isObject(stored)) {
    report(field, 'The element is read as a list of one.');
    return [repairNode(stored, field, report, true)];
  }
  if (!Array.isArray(stored)) return stored;
  return stored.flatMap((entry, index) => {
    const place = `${field}[${index}]`;
    if (!isText(entry)) return [repairNode(entry, place, report, true)];
    report(place, 'The text is read as a paragraph.');
    return paragraphs(String(entry));
  });
}

function repairNode(node: unknown, field: string, report: Report, isTop: boolean): unknown {
  if (!isObject(node)) {
    report(field, 'It is neither an element nor a text: it is not said.');
    return node;
  }
  const { children } = node;
  if (Array.isArray(children)) return { ...node, children: repairChildren(children, `${field}.children`, report) };
  if (children !== undefined && children !== null) {
    report(`${field}.children`, 'It is read as a list of one.');
    return { ...node, children: repairChildren([children], `${field}.children`, report) };
  }
  const isLeaf = node.type === 'text' || (node.type === undefined && !isTop);
  const found = textFields.find((name) => isText(node[name]));
  if (found === undefined) {
    if (typeof node.type !== 'string' || isLeaf) report(field, 'It has neither children nor a text: it is not said.');
    return node;
  }
  const { [found]: written, ...rest } = node;
  const text = String(written);
  if (typeof node.text === 'string' && (isLeaf || node.type === undefined)) return node;
  report(`${field}.${found}`, `It is read as the text of the ${isLeaf ? 'leaf' : 'element'}.`);
  if (isLeaf) return { ...rest, text };
  return { ...rest, type: node.type ?? 'p', children: [{ text }] };
}

function repairChildren(children: readonly unknown[], field: string, report: Report): unknown[] {
  return children.map((child, index) => {
    const place = `${field}[${index}]`;
    if (!isText(child)) return repairNode(child, place, report, false);
    report(place, 'The text is read as a leaf.');
    return { text: String(child) };
  });
}

function isText(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
