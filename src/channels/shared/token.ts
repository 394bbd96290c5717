/**
 * What a button does beside naming an item: `send` ends a choice of several, `skip` passes over a question, `done` ends
 * a collection of files, `p2` shows the third page of a long list; `date`, `time` and `dt` come with what was picked.
 */
export type TokenDeed = 'send' | 'skip' | 'done' | 'date' | 'time' | 'dt' | `p${number}`;

/** What a token says. */
export interface ButtonToken {
  readonly turn: number;
  /** Place among the items of the question. */
  readonly index?: number;
  readonly deed?: TokenDeed;
}

/**
 * What a button carries: the turn that asked, and the place among its items or what else is done (channels rule 2.8).
 * At most 20 bytes.
 *
 * @example buttonToken(7, 0) // 'f1:7:0'
 */
export function buttonToken(turn: number, what: number | TokenDeed): string {
  return `f1:${turn.toString(36)}:${what}`;
}

/** What a token says; undefined for what is none. */
export function readToken(text: string): ButtonToken | undefined {
  const [, turn, what] = /^f1:([0-9a-z]{1,11}):(\d{1,9}|send|skip|done|date|time|dt|p\d{1,6})$/.exec(text) ?? [];
  if (turn === undefined || what === undefined) return undefined;
  const asked = Number.parseInt(turn, 36);
  return /^\d/.test(what) ? { turn: asked, index: Number(what) } : { turn: asked, deed: what as TokenDeed };
}

/** Whether what a button carried is a token, and not an id. */
export function isButtonToken(text: string): boolean {
  return readToken(text) !== undefined;
}
