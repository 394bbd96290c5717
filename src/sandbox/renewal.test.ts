import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ScriptRequest } from '../engine/scripts.ts';
import { createCodec } from './codec.ts';
import { type Ending, Evaluation } from './evaluation.ts';
import { type Instance, instanceMaker } from './instance.ts';
import { createIntlHost } from './intl-host.ts';
import { type Host, type Stage, worldMaker } from './world.ts';

const codec = createCodec();
const intl = createIntlHost(codec);
const nobody: Host = { ask: () => '', interrupted: () => false };

let makeStage: () => Promise<Stage>;
/** The memory of an instance in which no script ever ran, copied without the code under test. */
let pristine: Buffer;
beforeAll(async () => {
  const makeInstance = await instanceMaker(1024);
  const made: Instance[] = [];
  makeStage = await worldMaker(
    async () => {
      const instance = await makeInstance();
      made.push(instance);
      return instance;
    },
    codec,
    { resultSize: 10_000, fetchLimit: 3 },
  );
  pristine = Buffer.from((made[0] as Instance).memory());
});

async function evaluate(stage: Stage, code: string, kind: ScriptRequest['kind'] = 'async'): Promise<Ending> {
  const request: ScriptRequest = { code, kind, globals: {}, extended: true };
  const globals = codec.encode({ secret: 'the secret of a person' });
  const allowance = { cpuMs: 2000, endsAt: performance.now() + 2000, mayPark: false };
  const surroundings = { codec, fetchLimit: 3, intl, fetch: () => {}, waiting: () => {} };
  return new Evaluation(stage, request, globals, allowance, surroundings).run() as Promise<Ending>;
}

const sameAsNew = (stage: Stage): boolean => pristine.equals(stage.world.instance.memory());

/** Scripts after which the instance goes on to the next turn. */
const harmful: readonly (readonly [name: string, code: string])[] = [
  ['does nothing', ''],
  ['leaves globals', 'globalThis.a = secret + secret; b = [secret]; return secret;'],
  ['replaces built-ins', 'Array.prototype.map = JSON.parse = Object.defineProperty = null; delete globalThis.Map;'],
  ['freezes what it reaches', 'for (const name of Reflect.ownKeys(globalThis)) Object.freeze(globalThis[name]);'],
  ['leaves jobs', 'Promise.resolve().then(() => { globalThis.late = secret; }); throw secret;'],
  [
    'leaves a generator and a weak reference',
    'globalThis.w = new WeakRef({}); (function* () { yield secret; })().next();',
  ],
  ['leaves a request', 'fetch("http://example.com/" + secret).then(() => { globalThis.late = secret; });'],
  ['assigns', 'setVariable("a", secret); setVariable("b", Array.from({ length: 500 }, () => secret));'],
  ['does not parse', 'return (('],
  ['throws in a getter', 'throw { get message() { throw secret; } };'],
  ['asks the host', 'new Intl.NumberFormat("de").format(5); new Date(0).toString(); "a".localeCompare(secret);'],
  ['asks for the time and the zone', 'new Date(2020, 1, 1).getHours(); Date.now(); new Date().getTimezoneOffset();'],
  ['calls deep', 'let depth = 0; (function down() { depth += 1; if (depth < 150) down(); })(); return depth;'],
  ['uses megabytes', 'return Array.from({ length: 5_000 }, (_, i) => ({ i, secret: secret + i })).length;'],
  ['has a regular expression work', 'return /(\\w+)\\s(\\w+)/u.exec(secret + secret)[2];'],
  ['writes whole megabytes', 'return new Uint8Array(2 << 20).fill(7).length;'],
  ['registers symbols', 'Symbol.for(secret); Symbol.prototype.x = secret;'],
  [
    'is a class with a loop of its own',
    'class A { #s = secret; get s() { return this.#s; } }; globalThis.a = new A();',
  ],
];

/** Scripts after which the instance is given up. */
const spoiling: readonly (readonly [name: string, code: string])[] = [
  ['lets the memory grow', 'return new Uint8Array(20 << 20).length;'],
  ['uses up the memory', 'const a = []; while (a.length < 100) a.push(new Uint8Array(1 << 20));'],
  ['uses up its time', 'for (;;);'],
  ['uses up the stack', 'function f() { return f() + 1; } return f();'],
  ['waits for nothing', 'await new Promise(() => {});'],
];

describe('an instance that is handed on', () => {
  it.each(harmful)('is as new, bit by bit, after a script that %s', async (_name, code) => {
    const stage = await makeStage();
    const { instance } = stage.world;
    for (let i = 0; i < 2; i += 1) {
      expect((await evaluate(stage, code)).instance).toBe('usable');
      expect(sameAsNew(stage)).toBe(false);
      stage.world.renew(stage.image);
      expect(sameAsNew(stage)).toBe(true);
      expect(instance.unspoilt()).toBe(true);
    }
    expect((await evaluate(stage, 'return [1, 2].map((x) => x + secret.length);')).outcome).toMatchObject({
      value: [23, 24],
    });
  });

  it('is as new whatever was written anywhere in its memory', async () => {
    const stage = await makeStage();
    stage.world.instance.memory().fill(0xa5);
    stage.world.renew(stage.image);
    expect(sameAsNew(stage)).toBe(true);
    expect((await evaluate(stage, 'return secret.length;')).outcome).toMatchObject({ value: 22 });
  });

  it('is as new although one byte of it was changed', async () => {
    const stage = await makeStage();
    const memory = stage.world.instance.memory();
    const places = Array.from({ length: 64 }, (_, i) => (i * 263_167 + i) % memory.length);
    for (const place of [...places, 0, memory.length - 1]) memory[place] = (memory[place] as number) + 1;
    expect(sameAsNew(stage)).toBe(false);
    stage.world.renew(stage.image);
    expect(sameAsNew(stage)).toBe(true);
  });
});

describe('an instance that is given up', () => {
  it.each(spoiling)('had a script that %s', async (_name, code) => {
    expect((await evaluate(await makeStage(), code)).instance).not.toBe('usable');
  });

  it('has grown, and cannot be made as new', async () => {
    const stage = await makeStage();
    await evaluate(stage, 'return new Uint8Array(20 << 20).length;');
    expect(stage.world.instance.unspoilt()).toBe(false);
    expect(() => stage.world.renew(stage.image)).toThrow('not as large');
  });

  it('was left by an exception of the host, with the stack as it was then', async () => {
    const { world, image } = await makeStage();
    world.begin(image, nobody);
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => {
      throw new Error('host');
    });
    expect(() => world.context.evalCode('Date.now()')).toThrow('host');
    clock.mockRestore();
    expect(world.instance.unspoilt()).toBe(false);
  });

  it('called a function of the host that could keep something', async () => {
    const { world } = await makeStage();
    world.runtime.setModuleLoader(() => 'export default 1;');
    expect(world.instance.unspoilt()).toBe(true);
    world.context.evalCode('import "x";', 'x.js', { type: 'module' });
    expect(world.instance.unspoilt()).toBe(false);
  });
});
