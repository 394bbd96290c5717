import { setImmediate } from 'node:timers/promises';
import { snapshotDraft } from '../bots/drafts.ts';
import type { ProgramCache } from '../bots/program-cache.ts';
import type { Effects } from '../engine/block.ts';
import type { PatternOutcome, PatternRequest, ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';
import type { Call } from '../engine/service.ts';
import { waitingTimeMs } from '../engine/waiting-time.ts';
import { ReparteeError } from '../errors/errors.ts';
import { newId } from '../ids.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import type { TurnNotes } from '../telemetry/turn-notes.ts';
import type { TurnObserver } from '../telemetry/turn-observer.ts';
import type { Clock } from './clock.ts';
import { tracedEffects } from './traced-effects.ts';
import { type TurnIdentity, TurnJournal } from './turn-journal.ts';

/** Runs the scripts of turns; `sandbox/` is the implementation. */
export interface ScriptRunner {
  /**
   * @param limits `deadline` gives the time in ms that the scripts of the turn may still take, waiting included; `bot`
   * is the id of the bot that they belong to
   */
  openTurn(limits: { readonly deadline: () => number; readonly bot: string | undefined }): TurnScripts;
}

/** The scripts of one turn. Nothing is shared with another turn. */
export interface TurnScripts {
  run(requests: readonly ScriptRequest[]): Promise<readonly ScriptOutcome[]>;
  testPattern(request: PatternRequest): Promise<PatternOutcome>;
  close(): void;
}

/** What turns need of the world around them. */
export interface TurnWorld {
  readonly store: Store;
  readonly programs: ProgramCache;
  readonly scripts: ScriptRunner;
  readonly clock: Clock;
  readonly ownHosts: readonly string[];
  /** Asks services; `effects/registry.ts` lists who answers. */
  readonly call: Call;
  /** Is told of every turn; absent: nobody is. */
  readonly observer?: TurnObserver | undefined;
}

/** The effects of one turn, and how to end them. */
export interface OpenEffects extends Disposable {
  readonly effects: Effects;
  readonly journal: TurnJournal;
}

/**
 * Opens the effects of a turn of the conversation whose timeline is given; undefined = nothing has happened yet.
 *
 * @param identity undefined for a turn that cannot run again
 */
export function openEffects(
  world: TurnWorld,
  timelineOf: Parameters<SessionStore['timeline']>[0] | undefined,
  notes: TurnNotes,
  identity?: TurnIdentity,
): OpenEffects {
  const { store, programs, clock } = world;
  const began = clock.monotonic();
  const elapsedMs = () => clock.monotonic() - began;
  let waitedMs = 0;
  /** Waiting for others is not our own work. */
  const waiting = async <T>(begin: () => Promise<T>): Promise<T> => {
    const from = clock.monotonic();
    try {
      return await begin();
    } finally {
      waitedMs += clock.monotonic() - from;
    }
  };
  let scripts: TurnScripts | undefined;
  const openScripts = () => {
    // Each script gets its minimum even when the time of the turn is up.
    scripts ??= world.scripts.openTurn({ deadline: () => waitingTimeMs(elapsedMs()), bot: notes.botId });
    return scripts;
  };
  const journal = new TurnJournal(store.journal, identity, world.call, () => clock.now());
  const effects: Effects = {
    ownHosts: world.ownHosts,
    now: () => clock.now(),
    random: () => Math.random(),
    newId,
    workMs: () => elapsedMs() - waitedMs,
    elapsedMs,
    breathe: () => waiting(() => setImmediate()),
    runScripts: (requests) => waiting(() => openScripts().run(requests)),
    // Counts as our own work: simple patterns are searched for right here, and others have to get a turn meanwhile.
    testPattern: async (request) => openScripts().testPattern(request),
    program: async (versionId) => {
      const program = await waiting(() => programs.get(versionId));
      if (!program) throw new ReparteeError('sessionNotFound');
      return program;
    },
    linkedProgram: async (botId, from, isPreview) => {
      const bot = await waiting(() => store.bots.get(botId));
      if (!bot || bot.isArchived || bot.workspaceId !== from.workspaceId) return undefined;
      const versionId = isPreview
        ? await waiting(() => snapshotDraft(store.bots, bot, clock.now()))
        : bot.publishedVersionId;
      return versionId === null ? undefined : waiting(() => programs.get(versionId));
    },
    timeline: async () => (timelineOf ? waiting(() => store.sessions.timeline(timelineOf)) : []),
    call: (service, request) => waiting(() => journal.call(service, request)),
  };
  const trace = world.observer?.blockSink(notes);
  const watched = trace ? { ...effects, trace } : effects;
  return {
    effects: notes.trace ? tracedEffects(watched, notes.trace) : watched,
    journal,
    [Symbol.dispose]: () => scripts?.close(),
  };
}
