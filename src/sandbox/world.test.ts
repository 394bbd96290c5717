import { beforeAll, describe, expect, it } from 'vitest';
import { createCodec } from './codec.ts';
import { instanceMaker } from './instance.ts';
import { type Host, type Stage, World, worldMaker } from './world.ts';

const nobody: Host = { ask: () => '', interrupted: () => false };
const opening = '[false,false,[1,2,3,4],{"given":1}]';

let makeStage: () => Promise<Stage>;
beforeAll(async () => {
  makeStage = await worldMaker(await instanceMaker(256), createCodec(), { resultSize: 1000, fetchLimit: 1 });
});

/** Begins the world anew and evaluates an expression in it. */
function evaluate({ world, image }: Stage, code: string, host = nobody): unknown {
  const { context } = world;
  const open = world.begin(image, host);
  context.unwrapResult(context.callFunction(open, context.undefined, context.newString(opening)));
  return context.dump(context.unwrapResult(context.evalCode(code)));
}

describe('world', () => {
  it.each([
    ['globals', 'globalThis.mark = 1', 'typeof mark', 'undefined'],
    ['built-ins', 'Array.prototype.map = JSON.parse = null', 'typeof [].map + typeof JSON.parse', 'functionfunction'],
    ['waiting jobs', 'Promise.resolve().then(() => { globalThis.late = 1; })', 'typeof late', 'undefined'],
    ['much memory', 'globalThis.held = Array.from({ length: 1e4 }, (_, i) => ({ i })); 0', 'typeof held', 'undefined'],
    ['the way in', 'globalThis.open = 1', 'typeof open', 'undefined'],
  ])('begins anew after a script changed %s', async (_name, leave, look, expected) => {
    const stage = await makeStage();
    for (let i = 0; i < 3; i += 1) {
      expect(evaluate(stage, look)).toBe(expected);
      evaluate(stage, leave);
      expect(stage.world.runtime.hasPendingJob()).toBe(leave.startsWith('Promise'));
    }
    expect(evaluate(stage, look)).toBe(expected);
    expect(stage.world.runtime.hasPendingJob()).toBe(false);
  });

  it('begins anew after a script was interrupted', async () => {
    const stage = await makeStage();
    expect(() => evaluate(stage, 'for (;;);', { ...nobody, interrupted: () => true })).toThrow('interrupted');
    expect(evaluate(stage, '[given, typeof open, new Date(0).getTime()].join()')).toBe('1,undefined,0');
  });

  it('passes on what scripts ask for to the present host', async () => {
    const stage = await makeStage();
    const answering = (value: string): Host => ({ ...nobody, ask: () => JSON.stringify({ value }) });
    expect(evaluate(stage, '(1).toLocaleString()', answering('one'))).toBe('one');
    expect(evaluate(stage, '(1).toLocaleString()', answering('uno'))).toBe('uno');
  });

  it('lies at the same place in every instance', async () => {
    const [first, second] = [await makeStage(), await makeStage()];
    expect(first.world.layout).toBe(second.world.layout);
    expect(first.image).toBe(second.image);
    expect(evaluate(first, 'globalThis.mark = 1')).toBe(1);
    expect(evaluate(second, 'typeof mark')).toBe('undefined');
  });

  it('refuses an image of another place', async () => {
    const makeInstance = await instanceMaker(256);
    let made = 0;
    const makeMaker = worldMaker(
      async () => {
        const instance = await makeInstance();
        if (made > 0) new World(instance);
        made += 1;
        return instance;
      },
      createCodec(),
      { resultSize: 1000, fetchLimit: 1 },
    );
    await expect((await makeMaker)()).rejects.toThrow('laid out');
  });
});
