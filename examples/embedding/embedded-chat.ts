import { blockKinds } from '../../src/blocks/registry.ts';
import { advance } from '../../src/engine/advance.ts';
import type { Effects, Program } from '../../src/engine/block.ts';
import { defaultLimits } from '../../src/engine/guards.ts';
import { newSession } from '../../src/engine/new-session.ts';
import type { TurnOutput } from '../../src/engine/output.ts';
import { callOf } from '../../src/engine/service.ts';
import type { SessionState } from '../../src/engine/state.ts';
import { compile } from '../../src/flow/compile.ts';
import { readBotFile } from '../../src/flow/read.ts';
import { newId } from '../../src/ids.ts';

/**
 * A conversation inside another program: no server, no store, no network. The state is plain JSON; whoever embeds the
 * engine keeps it where it likes.
 */
export class EmbeddedChat {
  readonly #program: Program;
  readonly #effects: Effects;
  #state: SessionState;

  /** @param file text of a bot file */
  constructor(file: string) {
    const { document } = readBotFile(file, { newId, kinds: blockKinds });
    this.#program = compile(document, { versionId: 'v1', botId: 'bot', workspaceId: 'workspace' }, blockKinds);
    this.#effects = effectsFor(this.#program);
    this.#state = newSession(this.#program, { streams: false });
  }

  /** The first answer. */
  start(): Promise<TurnOutput> {
    return this.#turn({ type: 'start' });
  }

  /** The answer to a text. */
  say(text: string): Promise<TurnOutput> {
    return this.#turn({ type: 'message', message: { type: 'text', text } });
  }

  async #turn(event: Parameters<typeof advance>[2]): Promise<TurnOutput> {
    const options = { textFormat: 'markdown', limits: defaultLimits } as const;
    const { state, output } = await advance(this.#program, this.#state, event, this.#effects, options);
    this.#state = JSON.parse(JSON.stringify(state));
    return output;
  }
}

/** What the engine may ask of the world; here everything beyond time, chance and ids is refused. */
function effectsFor(program: Program): Effects {
  const beganAt = performance.now();
  const elapsedMs = () => performance.now() - beganAt;
  const noScripts = { ok: false, reason: 'error', name: 'Error', message: 'Scripts are not available here' } as const;
  return {
    ownHosts: [],
    now: () => Date.now(),
    random: () => Math.random(),
    newId,
    elapsedMs,
    workMs: () => 0,
    breathe: async () => {},
    runScripts: async (requests) => requests.map(() => noScripts),
    testPattern: async () => 'invalid',
    program: async () => program,
    linkedProgram: async () => undefined,
    timeline: async () => [],
    // No services: blocks that need one log that there is none.
    call: callOf([]),
  };
}
