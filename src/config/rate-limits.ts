/** Requests per window and address. */
export interface RateLimit {
  readonly max: number;
  readonly windowMs: number;
}

/** Limits of the chat routes; an absent one is off. */
export interface RateLimits {
  readonly start?: RateLimit;
  readonly continue?: RateLimit;
}

const windowMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Limits while nothing else is asked for (chat-api §1.6). */
export const defaultRateLimits: RateLimits = {
  start: { max: 60, windowMs: 60_000 },
  continue: { max: 300, windowMs: 60_000 },
};

/**
 * Reads `off`, or limits per second, minute or hour; a route that is not named keeps its default. Undefined when the
 * text is neither.
 *
 * @example readRateLimits('start=10/s,continue=off')
 * // { start: { max: 10, windowMs: 1000 } }
 */
export function readRateLimits(text: string): RateLimits | undefined {
  if (text === 'off') return {};
  const limits: { start?: RateLimit; continue?: RateLimit } = { ...defaultRateLimits };
  for (const part of text.split(',')) {
    const match = /^(start|continue)=(?:(off)|([1-9]\d{0,8})\/([smh]))$/.exec(part.trim());
    if (!match) return undefined;
    const [, route, off, max, unit] = match as unknown as [string, 'start' | 'continue', string?, string?, string?];
    if (off) delete limits[route];
    else limits[route] = { max: Number(max), windowMs: windowMs[unit ?? ''] ?? 0 };
  }
  return limits;
}
