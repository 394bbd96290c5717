import { advance, type TurnEvent, type TurnResult } from '../../src/engine/advance.ts';
import type { BlockKind, Effects, Program, TextFormat } from '../../src/engine/block.ts';
import { defaultLimits, type TurnLimits } from '../../src/engine/guards.ts';
import { newSession, type SessionOptions } from '../../src/engine/new-session.ts';
import type { TimelineEntry } from '../../src/engine/output.ts';
import type { ScriptOutcome, ScriptRequest } from '../../src/engine/scripts.ts';
import { callOf } from '../../src/engine/service.ts';
import type { SessionState } from '../../src/engine/state.ts';
import { compile } from '../../src/flow/compile.ts';
import type { FlowDocument } from '../../src/flow/document.ts';

/** Time at which simulated conversations happen unless a test says otherwise. */
export const simulatedNow = Date.parse('2026-03-10T09:30:15.678Z');

/** A document from the parts that a test is about; the rest is empty. */
export function flowDocument(parts: Partial<FlowDocument>): FlowDocument {
  return {
    version: '6.1',
    events: [{ id: 'start', type: 'start', outgoingEdgeId: 'to-start' }],
    groups: [],
    edges: [{ id: 'to-start', from: { eventId: 'start' }, to: { groupId: 'g1' } }],
    variables: [],
    theme: {},
    settings: {},
    ...parts,
  };
}

/** A document with one group that holds the given blocks. */
export function oneGroup(blocks: readonly unknown[], parts: Partial<FlowDocument> = {}): FlowDocument {
  return flowDocument({ groups: [{ id: 'g1', title: 'Group 1', blocks: [...blocks] }], ...parts });
}

/** Runs scripts in this process: only for trusted test flows. */
export function runTrusted(requests: readonly ScriptRequest[]): Promise<ScriptOutcome[]> {
  return Promise.all(
    requests.map(async ({ code, kind, globals }): Promise<ScriptOutcome> => {
      const assigned: [string, unknown][] = [];
      const names = [...Object.keys(globals), 'setVariable'];
      const values = [
        ...Object.values(globals),
        async (name: string, value: unknown) => void assigned.push([name, value]),
      ];
      const body =
        kind === 'expression' ? `return (${code})` : kind === 'async' ? `return (async () => {${code}\n})()` : code;
      try {
        const value: unknown = await new Function(...names, body)(...values);
        return { ok: true, value, assigned };
      } catch (error) {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        return { ok: false, reason: 'error', name, message };
      }
    }),
  );
}

/** Deterministic effects, without any service; single ones may be replaced. */
export function simulatedEffects(overrides: Partial<Effects> = {}): Effects {
  let ids = 0;
  return {
    ownHosts: [],
    now: () => simulatedNow,
    random: () => 0.25,
    newId: () => `id${String(++ids).padStart(22, '0')}`,
    workMs: () => 0,
    elapsedMs: () => 0,
    breathe: async () => {},
    runScripts: runTrusted,
    testPattern: async ({ source, flags, texts }) => {
      try {
        return texts.some((text) => new RegExp(source, flags).test(text)) ? 'match' : 'no match';
      } catch {
        return 'invalid';
      }
    },
    program: () => Promise.reject(new Error('no program')),
    linkedProgram: async () => undefined,
    timeline: async () => [],
    call: callOf([]),
    ...overrides,
  };
}

/** Options of a simulated conversation. */
export interface ConversationOptions extends Partial<SessionOptions> {
  readonly effects?: Partial<Effects>;
  readonly limits?: Partial<TurnLimits>;
  readonly textFormat?: TextFormat;
  /** Other bots that links may enter, by bot id. */
  readonly linked?: Readonly<Record<string, FlowDocument>>;
}

/** A conversation without server or store: every turn runs on the state that the one before left. */
export class SimulatedConversation {
  readonly program: Program;
  readonly #programs = new Map<string, Program>();
  readonly #options: ConversationOptions;
  readonly #timeline: TimelineEntry[] = [];
  readonly #effects: Effects;
  state: SessionState;
  last: TurnResult | undefined;

  constructor(document: FlowDocument, kinds: ReadonlyMap<string, BlockKind>, options: ConversationOptions = {}) {
    this.#options = options;
    this.program = this.#compile('main', document, kinds);
    for (const [id, linked] of Object.entries(options.linked ?? {})) this.#compile(id, linked, kinds);
    this.state = newSession(this.program, { resultId: 'result1', streams: false, ...options });
    this.#effects = simulatedEffects({
      program: async (versionId) => this.#programs.get(versionId)!,
      linkedProgram: async (botId) => this.#programs.get(`version-${botId}`),
      timeline: async () => this.#timeline,
      ...options.effects,
    });
  }

  #compile(botId: string, document: FlowDocument, kinds: ReadonlyMap<string, BlockKind>): Program {
    const program = compile(document, { versionId: `version-${botId}`, botId, workspaceId: 'w1' }, kinds);
    this.#programs.set(program.versionId, program);
    return program;
  }

  start(event: Omit<Extract<TurnEvent, { type: 'start' }>, 'type'> = {}): Promise<TurnResult> {
    return this.#turn({ type: 'start', ...event });
  }

  /** Sends a text, or nothing. */
  say(text?: string): Promise<TurnResult> {
    return this.send(text === undefined ? undefined : { type: 'text', text });
  }

  send(message: Extract<TurnEvent, { type: 'message' }>['message']): Promise<TurnResult> {
    return this.#turn({ type: 'message', message });
  }

  /** Value of a variable of the current bot, by name. */
  value(name: string): unknown {
    const frame = this.state.frames[0]!;
    const program = this.#programs.get(frame.versionId)!;
    const id = program.variableByName.get(name)?.id ?? frame.added?.find((variable) => variable.name === name)?.id;
    return id === undefined ? undefined : frame.values[id];
  }

  async #turn(event: TurnEvent): Promise<TurnResult> {
    const { limits, textFormat = 'richText' } = this.#options;
    const result = await advance(this.program, this.state, event, this.#effects, {
      textFormat,
      limits: { ...defaultLimits, ...limits },
    });
    this.state = JSON.parse(JSON.stringify(result.state));
    this.#timeline.push(...result.records.timeline);
    this.last = result;
    return result;
  }
}

/** Texts of the bubbles of a turn, one line each. */
export function bubbleTexts(result: TurnResult): string[] {
  return result.output.messages.map((message) => {
    if (message.type !== 'text') return String(message.content.url ?? '');
    if (message.content.type === 'markdown') return message.content.markdown;
    return message.content.richText.map(plain).join('\n');
  });
}

function plain(node: unknown): string {
  if (typeof node !== 'object' || node === null) return '';
  if ('text' in node && typeof node.text === 'string') return node.text;
  return 'children' in node && Array.isArray(node.children) ? node.children.map(plain).join('') : '';
}
