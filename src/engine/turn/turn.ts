import { toValue } from '../../flow/values.ts';
import type { BlockContext, Effects, Program, RunningBlock, TextFormat, Write } from '../block.ts';
import { TurnGuard } from '../guards.ts';
import type { BoundCode } from '../language/code.ts';
import { type Condition, holds } from '../language/conditions.ts';
import { type DeepOptions, fillDeep } from '../language/deep.ts';
import {
  bindCode,
  interpolate,
  type Mode,
  type ResolvedToken,
  resolveTokens,
  type Scope,
} from '../language/interpolate.ts';
import type {
  AnswerRecord,
  Bubble,
  ClientAction,
  Log,
  ResultRecord,
  TimelineEntry,
  TurnLog,
  TurnOutput,
  TurnRecords,
  WireInput,
} from '../output.ts';
import { currentStateVersion, keepsReply, type ReturnMark, type SessionState, type Target } from '../state.ts';
import { bubbleEntry } from '../transcript.ts';
import type { TurnOptions } from '../turn-options.ts';
import type { LastInput } from './frame.ts';
import { Frame, valuesByName } from './frame.ts';
import { historyIsFull, TurnHistory } from './history.ts';
import { reportedScripts } from './reported-scripts.ts';
import { weightOf } from './weight.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The working state of one turn: opened from a stored state, changed while blocks run, closed into a new state. */
export class Turn implements BlockContext, Scope {
  readonly effects: Effects;
  readonly textFormat: TextFormat;
  readonly guard: TurnGuard;
  readonly #before: SessionState;
  /** Stack of running bots, the current one first. Never empty. */
  frames: Frame[];

  position: string | undefined;
  returnMark: ReturnMark | undefined;
  answered: number | undefined;
  counters: { edges: number; history: number };
  warnedReplyLoop: boolean;
  isRegistered: boolean;
  prefilled: readonly string[] | undefined;
  delivered: SessionState['delivered'];
  /** Where the conversation stays when the flow goes in circles; set when a message is processed. */
  lastInput: LastInput | undefined;
  /** Return blocks that asked for the mark. */
  returns = 0;
  /** The message was processed, and not only a flow started. */
  hasUsedMessage = false;

  readonly messages: Bubble[] = [];
  readonly actions: ClientAction[] = [];
  readonly logs: TurnLog[] = [];
  /** Weight of the answer so far. */
  outputSize = 0;
  input: WireInput | undefined;
  lastMessageNewFormat: string | undefined;
  /** The next block is not said again because the client already showed it as a stream. */
  skipsNextBubble = false;
  isWaitingOutside = false;
  #running: RunningBlock | undefined;
  #lastBubbleId: string | undefined;

  readonly #answers: AnswerRecord[] = [];
  readonly #visitedEdges: { resultId: string; index: number; edgeId: string }[] = [];
  readonly history: TurnHistory;
  readonly #storedLogs: (Log & { resultId: string })[] = [];
  readonly #results = new Map<string, ResultRecord>();
  readonly #timeline: TimelineEntry[] = [];

  constructor(state: SessionState, frames: Frame[], effects: Effects, options: TurnOptions) {
    this.#before = state;
    this.effects = reportedScripts(effects, this);
    this.textFormat = options.textFormat;
    this.guard = new TurnGuard(options.limits, effects);
    this.history = new TurnHistory(options.limits.historySize);
    this.frames = frames;
    this.position = state.position;
    this.returnMark = state.returnMark;
    this.answered = state.answered;
    this.counters = { ...state.counters };
    this.warnedReplyLoop = state.warnedReplyLoop ?? false;
    this.isRegistered = state.isRegistered ?? false;
    this.prefilled = state.prefilled;
    this.delivered = state.delivered;
  }

  /** Opens a turn on a stored state. Rejects when a version of a running bot does not exist any more. */
  static async open(state: SessionState, effects: Effects, options: TurnOptions): Promise<Turn> {
    const frames: Frame[] = [];
    for (const frame of state.frames) frames.push(new Frame(await effects.program(frame.versionId), frame));
    return new Turn(state, frames, effects, options);
  }

  get current(): Frame {
    return this.frames[0]!;
  }

  /** The bot that the conversation was started with. */
  get root(): Frame {
    return this.frames.at(-1)!;
  }

  // ---------------------------------------------------------------- what blocks see

  get program(): Program {
    return this.current.program;
  }

  get variables() {
    return this.current.variables;
  }

  get block(): RunningBlock {
    return this.#running!;
  }

  get isLive(): boolean {
    return this.root.resultId !== undefined;
  }

  /** Id of the input before the block that the conversation was paused on, when that was none. */
  get lastInputId(): string | undefined {
    return this.#before.lastInput;
  }

  get resultId(): string | undefined {
    return this.current.resultId;
  }

  get channel() {
    return this.#before.channel;
  }

  get streams(): boolean {
    return this.#before.streams;
  }

  get answers() {
    return this.current.answers;
  }

  get environment(): string {
    return this.channel?.name ?? 'web';
  }

  text(template: string | undefined, mode?: Mode): Promise<string> {
    return interpolate(this, template, mode);
  }

  tokens(template: string): Promise<ResolvedToken[]> {
    return resolveTokens(this, template);
  }

  deep<T>(value: T, options?: DeepOptions): Promise<T> {
    return fillDeep(this, value, options);
  }

  bindCode(code: string): Promise<BoundCode> {
    return bindCode(this, code);
  }

  holds(condition: Condition): Promise<boolean> {
    return holds(this, condition);
  }

  write(writes: readonly Write[]): void {
    const blockIndex = this.counters.history;
    const written = new Set<string>();
    for (const { variableId, value, isComputed } of writes) {
      if (written.has(variableId) || !this.variables.find(variableId)) continue;
      written.add(variableId);
      const stored = toValue(value);
      const before = this.variables.size;
      this.variables.set(variableId, stored);
      // At once, before the next block makes it larger still.
      this.guard.checkSize(this.variables.size);
      if (this.#running?.kind?.sort === 'integration') this.variables.noteAnswer();
      else if (this.#running && !isComputed) this.guard.grow(this.variables.size - before);
      if (this.resultId === undefined || !this.root.program.historyVariableIds.has(variableId)) continue;
      const blockId = this.#running?.id ?? this.program.groups[0]?.blocks[0]?.id ?? '';
      const entry = { resultId: this.resultId, index: this.counters.history, blockIndex, blockId, variableId };
      if (this.history.add({ ...entry, value: stored })) this.counters.history++;
      else if (this.history.skipped === 1) this.diagnose({ status: 'warning', description: historyIsFull });
    }
  }

  takeReturnMark(): ReturnMark | undefined {
    this.returns++;
    const mark = this.returnMark;
    if (!mark) return undefined;
    // A mark that keeps a reply stays until that reply was processed again at the marked input.
    const isKept = keepsReply(mark) && this.program.blockById.get(mark.blockId)?.kind?.sort === 'input';
    this.returnMark = isKept ? { ...mark, status: 'called' } : undefined;
    return mark;
  }

  act(action: ClientAction): void {
    // What a page is given at the start is the author's own, and stands in an answer once.
    if (action.type !== 'startPropsToInject') this.#grow(action);
    this.actions.push(this.#lastBubbleId === undefined ? action : { ...action, lastBubbleBlockId: this.#lastBubbleId });
  }

  log(log: Log): void {
    this.#addLog({ log, origin: 'wire' });
  }

  diagnose(log: Log): void {
    this.#addLog({ log, origin: 'diagnostic' });
  }

  waited(): void {
    this.guard.restartTimeout();
  }

  /** Drops messages, actions and logs from this number of each on. */
  keepFirst(count: number): void {
    for (const list of [this.messages, this.actions, this.logs, this.#storedLogs]) list.splice(count);
  }

  /** Adds the log of a limit that cut the turn. */
  logCut(description: string): void {
    this.#addLog({ log: { status: 'error', description, context: 'Guard' }, origin: 'guard' });
  }

  #addLog(entry: TurnLog): void {
    this.logs.push(entry);
    this.outputSize += weightOf(entry.log);
    if (this.resultId !== undefined) this.#storedLogs.push({ ...entry.log, resultId: this.resultId });
  }

  async timeline(): Promise<readonly TimelineEntry[]> {
    return [...(await this.effects.timeline()), ...this.#timeline];
  }

  enterBot(program: Program, options: { isMerging: boolean; returnTo: Target | undefined }): boolean {
    if (this.frames.length > this.guard.depth) {
      this.diagnose({ status: 'error', description: 'Too many nested typebots' });
      return false;
    }
    const parent = this.current;
    const isSame = program.versionId === parent.program.versionId && options.isMerging;
    if (!options.isMerging && parent.resultId !== undefined) this.saveResult(parent, false);
    const ownResultId = options.isMerging ? parent.resultId : parent.resultId && this.effects.newId();
    const state = isSame ? parent.toState() : { values: valuesByName(program, this.frames), answers: [] };
    const child = new Frame(program, {
      ...state,
      versionId: program.versionId,
      answers: options.isMerging ? parent.answers : [],
      ...(ownResultId !== undefined && { resultId: ownResultId }),
      resume: [],
      isMerging: options.isMerging,
      ...(options.returnTo ? { returnTo: options.returnTo } : { returnTo: undefined }),
    });
    this.frames.unshift(child);
    return true;
  }

  // ---------------------------------------------------------------- what the walk does

  /** Names the block that runs now. */
  enterBlock(block: RunningBlock): void {
    this.#running = block;
  }

  /** Counts what is about to become a part of the answer. Throws TurnCut when that gets larger than it may. */
  #grow(part: object): void {
    this.outputSize += weightOf(part);
    this.guard.checkOutput(this.outputSize);
  }

  /** Adds a bubble to the answer only: it is no part of the conversation's transcript. */
  addMessage(bubble: Bubble): void {
    this.#grow(bubble);
    this.messages.push(bubble);
  }

  /** Asks for a reply. */
  ask(input: WireInput): void {
    this.#grow(input);
    this.input = input;
  }

  /** Sends a bubble. A bubble that the flow waits on does not count as the last bubble of later actions. */
  say(bubble: Bubble, isWaiting: boolean): void {
    this.addMessage(bubble);
    const entry = bubbleEntry(bubble);
    if (entry) this.#timeline.push(entry);
    if (!isWaiting && bubble.type !== 'custom-embed') this.#lastBubbleId = bubble.id;
  }

  recordAnswer(answer: Omit<AnswerRecord, 'resultId'>): void {
    if (this.resultId !== undefined) this.#answers.push({ ...answer, resultId: this.resultId });
    this.#timeline.push({ kind: 'answer', ...answer });
    if (this.answered !== undefined) this.answered++;
  }

  recordRestart(): void {
    this.#timeline.push({ kind: 'restart' });
  }

  recordVisit(edgeId: string): void {
    if (this.resultId === undefined) return;
    this.#visitedEdges.push({ resultId: this.resultId, index: this.counters.edges++, edgeId });
  }

  saveResult(frame: Frame, isCompleted: boolean): void {
    if (frame.resultId === undefined) return;
    this.#results.set(frame.resultId, {
      id: frame.resultId,
      // A merged bot works on the result of the bot that it was entered from.
      botId: this.frames.findLast((other) => other.resultId === frame.resultId)?.program.botId ?? frame.program.botId,
      variables: frame.savedVariables(),
      hasStarted: frame.answers.length > 0,
      isCompleted,
    });
  }

  /** True when an action of this turn waits for the client. */
  get hasPausingAction(): boolean {
    return this.actions.some((action) => action.expectsDedicatedReply === true);
  }

  /** True when something is awaited: an input, a reply of the client, an event outside. */
  get isPaused(): boolean {
    return this.input !== undefined || this.isWaitingOutside || this.hasPausingAction;
  }

  // ---------------------------------------------------------------- closing

  toState(): SessionState {
    const { streams, origins, channel, wire } = this.#before;
    const state: Writable<SessionState> = {
      stateVersion: currentStateVersion,
      frames: this.frames.map((frame) => frame.toState()),
      streams,
      counters: this.counters,
    };
    // Every turn comes through here: members one by one cost a fraction of what spreading them would.
    if (this.position !== undefined) state.position = this.position;
    const lastInput = this.lastInput?.block.id;
    if (this.position !== undefined && lastInput !== undefined && lastInput !== this.position) {
      state.lastInput = lastInput;
    }
    if (this.returnMark) state.returnMark = this.returnMark;
    if (this.answered !== undefined) state.answered = this.answered;
    if (origins) state.origins = origins;
    if (channel) state.channel = channel;
    if (this.prefilled) state.prefilled = this.prefilled;
    if (wire) state.wire = wire;
    if (this.delivered) state.delivered = this.delivered;
    if (this.warnedReplyLoop) state.warnedReplyLoop = true;
    if (this.isRegistered) state.isRegistered = true;
    return state;
  }

  toRecords(): TurnRecords {
    return {
      answers: this.#answers,
      visitedEdges: this.#visitedEdges,
      history: this.history.records,
      logs: this.#storedLogs,
      results: [...this.#results.values()],
      timeline: this.#timeline,
    };
  }

  toOutput(kind: TurnOutput['kind'], extra: Pick<TurnOutput, 'progress' | 'dynamicTheme'>): TurnOutput {
    const output: Writable<TurnOutput> = {
      kind,
      messages: this.messages,
      actions: this.actions,
      logs: this.logs,
      isEnded: kind !== 'registered' && !this.isPaused,
      isWaitingOutside: this.isWaitingOutside,
    };
    if (this.input) output.input = this.input;
    if (this.lastMessageNewFormat !== undefined) output.lastMessageNewFormat = this.lastMessageNewFormat;
    if (extra.progress !== undefined) output.progress = extra.progress;
    if (extra.dynamicTheme) output.dynamicTheme = extra.dynamicTheme;
    return output;
  }
}
