/**
 * The rich-text tree of a text bubble, as stored and as sent: elements hold children, leaves hold text and marks
 * (bubbles §2.1). Keys that are not named here are kept as they are.
 */
import { isObject, type JsonObject } from '../../flow/json.ts';

/** A run of text. Marks are flags beside it: `bold`, `italic`, `underline`, `strikethrough`, `code`. */
export interface RichTextLeaf {
  text: string;
  [key: string]: unknown;
}

/** A paragraph `p`, link `a`, list, heading or any other node with children. Links and images have a `url`. */
export interface RichTextElement {
  type: string;
  children: RichTextNode[];
  url?: string;
  [key: string]: unknown;
}

/** One node of the tree. */
export type RichTextNode = RichTextElement | RichTextLeaf;

/** Levels of a stored tree that are read; what lies deeper is left out, so that no walk exhausts the stack. */
export const maxTreeDepth = 100;

/** True for a leaf, false for an element. */
export function isLeaf(node: RichTextNode): node is RichTextLeaf {
  return !Array.isArray(node.children);
}

/**
 * A paragraph holding one text.
 *
 * @example paragraph('Hi') // { type: 'p', children: [{ text: 'Hi' }] }
 */
export function paragraph(text: string): RichTextElement {
  return { type: 'p', children: [{ text }] };
}

/** The leaves below nodes, in order. */
export function leavesOf(nodes: readonly RichTextNode[]): RichTextLeaf[] {
  return nodes.flatMap((node) => (isLeaf(node) ? [node] : leavesOf(node.children)));
}

/**
 * Reads a stored tree, whatever it is: nodes that are neither element nor leaf are left out, an element without
 * children is an empty one, an element without type is a paragraph.
 *
 * @example readRichText([{ type: 'p' }, null]) // [{ type: 'p', children: [{ text: '' }] }]
 */
export function readRichText(value: unknown): RichTextNode[] {
  return readNodes(value, maxTreeDepth);
}

function readNodes(value: unknown, depth: number): RichTextNode[] {
  if (!Array.isArray(value) || depth === 0) return [];
  const nodes: RichTextNode[] = [];
  for (const item of value) {
    const node = isObject(item) ? readNode(item, depth) : undefined;
    if (node) nodes.push(node);
  }
  return nodes;
}

function readNode(item: JsonObject, depth: number): RichTextNode | undefined {
  const { type, children, text, url, ...others } = item;
  if (Array.isArray(children) || (typeof type === 'string' && typeof text !== 'string')) {
    return {
      ...others,
      ...(typeof url === 'string' ? { url } : {}),
      type: typeof type === 'string' ? type : 'p',
      children: Array.isArray(children) ? readNodes(children, depth - 1) : [{ text: '' }],
    };
  }
  if (typeof text !== 'string') return undefined;
  return { ...item, text };
}
