import { defineBlock, goOn, pause } from '../../engine/block.ts';
import { lenientNumber } from '../../flow/values.ts';
import { flag, text, withOptions } from '../shared/fields.ts';

/**
 * Makes the client wait (logic §6); the server never sleeps. With `shouldPause` the turn stops here until the client
 * comes back, otherwise what follows is sent along and displayed later.
 */
export const wait = defineBlock({
  type: 'Wait',
  sort: 'logic',
  schema: withOptions({ secondsToWaitFor: text, shouldPause: flag }),
  summary: 'Waits before the conversation goes on.',
  async run({ options }, context) {
    const { secondsToWaitFor, shouldPause } = options ?? {};
    const seconds = lenientNumber(await context.text(secondsToWaitFor));
    if (seconds === undefined || !Number.isFinite(seconds)) return goOn;
    const duration = Math.max(0, seconds);
    if (duration === 0 && !shouldPause) return goOn;
    context.act({
      type: 'wait',
      wait: { secondsToWaitFor: duration },
      expectsDedicatedReply: shouldPause,
    });
    return shouldPause ? pause : goOn;
  },
});
