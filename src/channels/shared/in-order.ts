import type { Bubble, ClientAction } from '../../engine/output.ts';
import type { ChannelTurn } from '../channel.ts';

/** A bubble of a turn, or what is done between bubbles. */
export type Part =
  | { readonly kind: 'bubble'; readonly bubble: Bubble }
  | { readonly kind: 'action'; readonly action: ClientAction };

/**
 * The bubbles and actions of a turn in the order in which they happen: what is tied to no bubble of the turn comes first,
 * the rest right after its bubble (channels §14.3). A bubble that is said twice has its actions after the last one.
 */
export function inOrder({ messages, actions }: ChannelTurn): readonly Part[] {
  const lastIndexes = new Map(messages.map(({ id }, index) => [id, index]));
  const after = (index: number | undefined): Part[] =>
    actions
      .filter(({ lastBubbleBlockId: id }) => (id === undefined ? undefined : lastIndexes.get(id)) === index)
      .map((action) => ({ kind: 'action', action }));
  return [
    ...after(undefined),
    ...messages.flatMap((bubble, index): Part[] => [{ kind: 'bubble', bubble }, ...after(index)]),
  ];
}

/** Ms that an action makes people wait; 0 for other actions. */
export function waitOf({ type, wait }: ClientAction): number {
  const seconds = type === 'wait' ? (wait as { readonly secondsToWaitFor?: unknown } | undefined)?.secondsToWaitFor : 0;
  return typeof seconds === 'number' && seconds > 0 ? Math.round(seconds * 1_000) : 0;
}

/** Address that an action leads to; undefined for other actions. */
export function redirectOf({ type, redirect }: ClientAction): { url: string; isNewTab: boolean } | undefined {
  if (type !== 'redirect') return undefined;
  const { url, isNewTab } = (redirect ?? {}) as { readonly url?: unknown; readonly isNewTab?: unknown };
  return typeof url === 'string' && url !== '' ? { url, isNewTab: isNewTab === true } : undefined;
}
