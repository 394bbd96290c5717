import { expect, it } from 'vitest';
import { SimulatedClock } from '../../test/support/simulated-clock.ts';
import type { Store } from '../store/store.ts';
import { TurnNotes } from '../telemetry/turn-notes.ts';
import { openEffects, type ScriptRunner, type TurnWorld } from './turn-effects.ts';

/** A world for turns that ask for nothing but scripts. */
function worldWith(scripts: ScriptRunner, clock: SimulatedClock): TurnWorld {
  const world: Partial<TurnWorld> = { scripts, clock, store: {} as Store };
  return world as TurnWorld;
}

it('scripts of a turn are those of its bot, and are opened with the first of them', async () => {
  const opened: (string | undefined)[] = [];
  const scripts: ScriptRunner = {
    openTurn({ bot }) {
      opened.push(bot);
      return { run: async () => [], testPattern: async () => 'match', close: () => {} };
    },
  };
  const notes = new TurnNotes();
  notes.botId = 'b1';
  const world = worldWith(scripts, new SimulatedClock());
  using turn = openEffects(world, undefined, notes);
  expect(opened).toEqual([]);
  await turn.effects.runScripts([]);
  await turn.effects.testPattern({ source: 'a', flags: '', texts: [] });
  expect(opened).toEqual(['b1']);
});

it('the time of patterns is our own work, that of scripts is not', async () => {
  const clock = new SimulatedClock();
  const scripts: ScriptRunner = {
    openTurn: () => ({
      run: async () => {
        clock.pass(40);
        return [];
      },
      testPattern: async () => {
        clock.pass(300);
        return 'timeout';
      },
      close: () => {},
    }),
  };
  const world = worldWith(scripts, clock);
  using turn = openEffects(world, undefined, new TurnNotes());
  await turn.effects.runScripts([]);
  await turn.effects.testPattern({ source: 'a', flags: '', texts: [] });
  expect([turn.effects.workMs(), turn.effects.elapsedMs()]).toEqual([300, 340]);
});
