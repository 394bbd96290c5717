import { createHash } from 'node:crypto';
import type { Program } from '../engine/block.ts';
import type { Message } from '../engine/message.ts';
import { ReparteeError } from '../errors/errors.ts';
import type { KeptAnswer } from '../store/sessions.ts';
import type { ContinueRequest, Rendered, RequestKey } from './requests.ts';

/** How long an answer is kept for a request that arrives again. */
const keptForMs = 24 * 60 * 60 * 1000;

/** Statuses that say "try again": they are not kept. */
const notKept: ReadonlySet<number> = new Set([408, 409, 429]);

/** True for a refusal of the caller and not of the request: it is not kept, since the next one may be admitted. */
export function isAboutCaller(error: unknown): boolean {
  return error instanceof ReparteeError && (error.id === 'originRefused' || error.id === 'previewUnauthenticated');
}

/** A kept answer for a request that arrived again. Throws `idempotencyKeyReused` for another request under its key. */
export function toRepeat(kept: KeptAnswer, { fingerprint }: RequestKey): Rendered {
  if (kept.fingerprint !== fingerprint) throw new ReparteeError('idempotencyKeyReused');
  return { status: kept.status, body: kept.body };
}

/** What is stored with the turn, when the answer is one that is kept. */
export function toKeep(scope: string, request: RequestKey, answer: Rendered, now: number): KeptAnswer | undefined {
  if (answer.status >= 500 || notKept.has(answer.status)) return undefined;
  return { scope, ...request, ...answer, expiresAt: now + keptForMs };
}

/** Where starts under one key wait for each other; no id of a session holds a line break. */
export function startPlace(botId: string, key: string): string {
  return `start\n${botId}\n${key}`;
}

/** A stable hash of a request. */
export function fingerprint(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/**
 * The key that a message carries itself: a reply id that names no item of the running bots is an id that a messaging
 * app gave the message, so the same id with the same text is the same message (C22).
 */
export function messageKey(message: Message | undefined, programs: readonly Program[]): RequestKey | undefined {
  if (message?.type !== 'text') return undefined;
  const replyId = message.metadata?.replyId;
  if (!replyId || programs.some((program) => isItemId(program, replyId))) return undefined;
  return { key: `message:${fingerprint(replyId, message.text)}`, fingerprint: '' };
}

/** The key under which an answer to the request may be kept, as far as that can be told before the bots are known. */
export function candidateKey({ requestKey, message }: Pick<ContinueRequest, 'requestKey' | 'message'>) {
  return (requestKey ?? messageKey(message, []))?.key;
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
