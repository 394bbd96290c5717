import type { TurnRecords } from '../engine/output.ts';
import type { FrameState, SessionState } from '../engine/state.ts';
import type { FlowDocument } from '../flow/document.ts';
import type { User, Workspace } from './accounts.ts';
import type { Bot, BotVersion } from './bots.ts';
import type { IdempotentAnswer, StoredSession, TurnCommit } from './sessions.ts';

/** Texts that a store must give back unchanged. */
export const difficultTexts: readonly (readonly [name: string, text: string])[] = [
  ['empty', ''],
  ['quotes and line ends', `it's "so" \\ \r\n\t; -- ' OR 1=1`],
  ['accents, composed and not', 'é é'],
  ['right to left', 'שלום عليكم'],
  ['beyond the first plane', '👩‍👩‍👧 𝒳 \u{10FFFF}'],
  ['a cleaned surrogate', '\uD83D'.toWellFormed()],
  ['invisible', '\uFEFF\u200B\u2028\u0001'],
];

/** A user without a name. */
export function user(id: string, createdAt = 1_000): User {
  return { id, email: `${id}@example.com`, name: null, createdAt };
}

/** A workspace without an icon. */
export function workspace(id: string, createdAt = 1_000): Workspace {
  return { id, name: `Workspace ${id}`, icon: null, createdAt };
}

/** The smallest flow, told apart by the title of its group. */
export function flow(title: string): FlowDocument {
  return {
    version: '6.1',
    events: [{ id: 'e1', type: 'start' }],
    groups: [{ id: 'g1', title, blocks: [] }],
    edges: [],
    variables: [],
    theme: {},
    settings: {},
  };
}

/** An open bot that is not published. */
export function bot(id: string, fields: Partial<Bot> = {}): Bot {
  return {
    id,
    workspaceId: 'w1',
    name: `Bot ${id}`,
    icon: null,
    folderId: null,
    publicId: null,
    isClosed: false,
    isArchived: false,
    publishedVersionId: null,
    document: flow('One'),
    createdAt: 1_000,
    updatedAt: 1_000,
    ...fields,
  };
}

/** A snapshot, unless it is given a number. */
export function version(id: string, botId: string, fields: Partial<BotVersion> = {}): BotVersion {
  return { id, botId, workspaceId: 'w1', number: null, document: flow(id), createdAt: 1_000, ...fields };
}

/** A state of one bot that waits on a block. */
export function state(frame: Partial<FrameState> = {}): SessionState {
  return {
    stateVersion: 1,
    frames: [{ versionId: 'v1', values: {}, answers: [], ...frame }],
    position: 'b1',
    streams: false,
    counters: { edges: 0, history: 0 },
  };
}

/** A running session as a turn leaves it. */
export function running(frame: Partial<FrameState> = {}): Pick<StoredSession, 'state' | 'expiresAt' | 'isWaiting'> {
  return { state: state(frame), expiresAt: Number.MAX_SAFE_INTEGER, isWaiting: false };
}

/** Records that hold what is given and nothing else. */
export function records(fields: Partial<TurnRecords>): TurnRecords {
  return { answers: [], visitedEdges: [], history: [], logs: [], results: [], timeline: [], ...fields };
}

/** A result that has just begun. */
export function result(
  id: string,
  fields: Partial<TurnRecords['results'][number]> = {},
): TurnRecords['results'][number] {
  return { id, botId: 'bot1', variables: [], hasStarted: false, isCompleted: false, ...fields };
}

/** One line of a bot in the timeline. */
export function said(text: string): TurnRecords['timeline'][number] {
  return { kind: 'bubble', blockId: 'b1', type: 'text', text };
}

/** A turn that stores a session of a preview, unless told otherwise. */
export function turn(sessionId: string, fields: Partial<TurnCommit> = {}): TurnCommit {
  return { at: 1_000, sessionId, botId: 'bot1', session: running(), ...fields };
}

/** An answer kept for the bot of the other samples. */
export function idempotentAnswer(key: string, fields: Partial<IdempotentAnswer> = {}): IdempotentAnswer {
  return { scope: 'bot1', key, fingerprint: 'f1', status: 200, body: '{"a":1}', expiresAt: 2_000, ...fields };
}
