import { fingerprint } from '../../conversation/fingerprint.ts';
import type { Program } from '../../engine/block.ts';
import type { Message } from '../../engine/message.ts';
import type { RequestKey } from './request-key.ts';

/**
 * The key that a message carries itself: a reply id that names no item of the running bots is an id that a messaging
 * app gave the message, so the same id with the same text is the same message (C22).
 */
export function messageKey(message: Message | undefined): RequestKey | undefined {
  if (message?.type !== 'text') return undefined;
  const replyId = message.metadata?.replyId;
  if (!replyId) return undefined;
  const holds = (programs: readonly Program[]) => !programs.some((program) => isItemId(program, replyId));
  return { key: `message:${fingerprint(replyId, message.text)}`, fingerprint: '', holds, isGiven: false };
}

const itemIds = new WeakMap<Program, ItemIds>();

interface ItemIds {
  readonly stored: ReadonlySet<string>;
  /** Ids that dynamic inputs of the flow make up. */
  readonly dynamic: readonly RegExp[];
}

function isItemId(program: Program, id: string): boolean {
  let known = itemIds.get(program);
  if (!known) {
    known = collectItemIds(program);
    itemIds.set(program, known);
  }
  return known.stored.has(id) || known.dynamic.some((pattern) => pattern.test(id));
}

function collectItemIds(program: Program): ItemIds {
  const stored = new Set<string>();
  const dynamic = new Set<RegExp>();
  for (const { kind, data } of program.blockById.values()) {
    if (kind?.sort !== 'input') continue;
    const items: unknown = 'items' in data ? data.items : [];
    for (const item of Array.isArray(items) ? items : []) {
      stored.add(item.id);
      for (const path of item.paths ?? []) stored.add(path.id);
    }
    const pattern = kind.dynamicItemIds?.(data);
    if (pattern) dynamic.add(pattern);
  }
  return { stored, dynamic: [...dynamic] };
}
