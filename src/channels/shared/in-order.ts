import type { Bubble, ClientAction } from '../../engine/output.ts';
import type { ChannelTurn, Loss } from '../channel.ts';

/** A bubble of a turn, or what is done between bubbles. */
export type Part = { readonly kind: 'bubble'; readonly bubble: Bubble } | Between;

/** What becomes of an action outside a browser: a pause, a link, or nothing. */
interface Between {
  readonly kind: 'between';
  /** The bubble before it; empty before the first. */
  readonly blockId: string;
  /** Ms that people wait; 0 for what is no wait. */
  readonly waitMs: number;
  readonly redirect?: { readonly url: string; readonly isNewTab: boolean };
  readonly loss?: Loss;
}

/**
 * The bubbles and actions of a turn in the order in which they happen: what is tied to no bubble of the turn comes first,
 * the rest right after its bubble (channels §14.3). A bubble that is said twice has its actions after the last one.
 */
export function inOrder({ messages, actions }: ChannelTurn): readonly Part[] {
  const lastIndexes = new Map(messages.map(({ id }, index) => [id, index]));
  const after = (index: number | undefined): readonly Part[] =>
    actions
      .filter(({ lastBubbleBlockId: id }) => (id === undefined ? undefined : lastIndexes.get(id)) === index)
      .map(between);
  return [
    ...after(undefined),
    ...messages.flatMap((bubble, index): Part[] => [{ kind: 'bubble', bubble }, ...after(index)]),
  ];
}

function between(action: ClientAction): Between {
  const blockId = action.lastBubbleBlockId ?? '';
  const redirect = redirectOf(action);
  const isLost = !redirect && action.type !== 'wait';
  return {
    kind: 'between',
    blockId,
    waitMs: waitOf(action),
    ...(redirect && { redirect }),
    ...(isLost && { loss: { blockId, what: `${action.type} needs a browser and is left out` } }),
  };
}

/** Ms that an action makes people wait; 0 for other actions. */
function waitOf({ type, wait }: ClientAction): number {
  const seconds = type === 'wait' ? (wait as { readonly secondsToWaitFor?: unknown } | undefined)?.secondsToWaitFor : 0;
  return typeof seconds === 'number' && seconds > 0 ? Math.round(seconds * 1_000) : 0;
}

/** Address that an action leads to; undefined for other actions. */
function redirectOf({ type, redirect }: ClientAction): { url: string; isNewTab: boolean } | undefined {
  if (type !== 'redirect') return undefined;
  const { url, isNewTab } = (redirect ?? {}) as { readonly url?: unknown; readonly isNewTab?: unknown };
  return typeof url === 'string' && url !== '' ? { url, isNewTab: isNewTab === true } : undefined;
}
