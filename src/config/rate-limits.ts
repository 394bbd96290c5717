/** Requests per window. */
export interface RateLimit {
  readonly max: number;
  readonly windowMs: number;
}

/**
 * What is limited of one address: starts, messages, tokens of streams, files (links to send one, and sending), logs of
 * clients, wrong tokens; and of one bot: starts and messages.
 */
export const limitNames = ['start', 'continue', 'stream', 'upload', 'logs', 'botStart', 'botContinue', 'auth'] as const;
export type LimitName = (typeof limitNames)[number];

/** Limits of the chat routes; an absent one is off. */
export type RateLimits = Readonly<Partial<Record<LimitName, RateLimit>>>;

const windowMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Limits while nothing else is asked for (chat-api §1.6). */
export const defaultRateLimits: RateLimits = {
  start: { max: 60, windowMs: 60_000 },
  continue: { max: 300, windowMs: 60_000 },
  stream: { max: 60, windowMs: 60_000 },
  // A link and a file are one request each.
  upload: { max: 120, windowMs: 60_000 },
  logs: { max: 60, windowMs: 60_000 },
  botStart: { max: 6000, windowMs: 60_000 },
  botContinue: { max: 60_000, windowMs: 60_000 },
  auth: { max: 30, windowMs: 60_000 },
};

/**
 * Reads `off`, or limits per second, minute or hour; one that is not named keeps its default. Undefined when the text
 * is neither.
 *
 * @example readRateLimits('start=10/s,continue=off')?.start
 * // { max: 10, windowMs: 1000 }
 */
export function readRateLimits(text: string): RateLimits | undefined {
  if (text === 'off') return {};
  const limits: { -readonly [name in LimitName]?: RateLimit } = { ...defaultRateLimits };
  for (const part of text.split(',')) {
    const [, word, off, max, unit = ''] = /^(\w+)=(?:(off)|([1-9]\d{0,8})\/([smh]))$/.exec(part.trim()) ?? [];
    const name = limitNames.find((known) => known === word);
    if (!name) return undefined;
    if (off) delete limits[name];
    else limits[name] = { max: Number(max), windowMs: windowMs[unit] ?? 0 };
  }
  return limits;
}
