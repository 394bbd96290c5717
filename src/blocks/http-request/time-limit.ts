import { waitingTimeMs } from '../../engine/waiting-time.ts';

/** Services that are known to take long. */
const slowServices = [
  'https://api.openai.com',
  'https://retune.so',
  'https://www.chatbase.co',
  'https://channel-connector.orimon.ai',
  'https://api.anthropic.com',
];
const longestSeconds = 120;
/** What editors store when the author chose nothing; it does not shorten the time of a slow service. */
const unchosenSeconds = 10;

/**
 * Time in whole ms that a request may take: the author's, a long one for slow services, else what is left of the time in
 * which a turn answers (integrations §4.6, engine §12).
 *
 * @param seconds the block's own option
 * @param elapsedMs wall time since the turn began
 */
export function timeLimitMs(seconds: number | undefined, url: string, elapsedMs: number): number {
  return Math.round(limitMs(seconds, url, elapsedMs));
}

function limitMs(seconds: number | undefined, url: string, elapsedMs: number): number {
  if (seconds !== undefined && seconds !== unchosenSeconds)
    return Math.min(Math.max(seconds, 1), longestSeconds) * 1000;
  if (slowServices.some((service) => url.includes(service))) return longestSeconds * 1000;
  return seconds === undefined ? waitingTimeMs(elapsedMs) : seconds * 1000;
}
