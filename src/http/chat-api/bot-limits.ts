import { ReparteeError } from '../../errors/errors.ts';
import type { TurnKind } from '../../telemetry/turn-notes.ts';
import type { HttpSettings, RateLimit } from '../settings.ts';

/** Most bots that are counted at once; the one that was counted longest ago is forgotten first. */
const maxBots = 10_000;

interface Window {
  count: number;
  endsAt: number;
}

/**
 * Limits per bot, whoever asks. The bot is only known inside a turn, so they are counted here and not by the plugin that
 * counts addresses.
 */
export class BotLimits {
  readonly #limits: Readonly<Record<TurnKind, RateLimit | undefined>>;
  readonly #windows: Readonly<Record<TurnKind, Map<string, Window>>> = { start: new Map(), continue: new Map() };
  readonly #onRefusal: () => void;

  constructor({ botStart, botContinue }: HttpSettings['rateLimits'], onRefusal: () => void) {
    this.#limits = { start: botStart, continue: botContinue };
    this.#onRefusal = onRefusal;
  }

  /**
   * Counts a turn of a bot. Throws `tooManyRequests` when it is over the limit.
   *
   * @param now on the monotonic clock, in ms
   */
  readonly admit = (botId: string, kind: TurnKind, now = performance.now()): void => {
    const limit = this.#limits[kind];
    if (!limit) return;
    const windows = this.#windows[kind];
    let window = windows.get(botId);
    if (!window || now >= window.endsAt) {
      window = { count: 0, endsAt: now + limit.windowMs };
      // Put at the end, so that the order is that of the windows' ends.
      windows.delete(botId);
      windows.set(botId, window);
      const [oldest] = windows.size > maxBots ? windows.keys() : [];
      if (oldest !== undefined) windows.delete(oldest);
    }
    window.count++;
    if (window.count <= limit.max) return;
    this.#onRefusal();
    throw new ReparteeError('tooManyRequests', { retryAfterS: Math.ceil((window.endsAt - now) / 1000) });
  };
}
