import { expect, it } from 'vitest';
import type { BotStore, BotVersion } from '../store/bots.ts';
import { flow, version } from '../store/samples.suite.ts';
import { ProgramCache } from './program-cache.ts';

/** A cache over versions that are all equally large, and the ids that it asked the store for. */
function cacheOf(maxBytes: number, versions: Readonly<Record<string, BotVersion | Error>>) {
  const asked: string[] = [];
  const getVersion: BotStore['getVersion'] = async (id) => {
    asked.push(id);
    const found = versions[id];
    if (found instanceof Error) throw found;
    return found;
  };
  return { cache: new ProgramCache({ getVersion } as BotStore, maxBytes), asked };
}

const versions = Object.fromEntries(
  ['v1', 'v2', 'v3'].map((id) => [id, version(id, 'b1', { document: flow('x'.repeat(1_000)) })]),
);
/** What one of them is taken to weigh. */
const weight = JSON.stringify(versions['v1']!.document).length * 4;

it('compiles a version once, also when it is asked for while that goes on', async () => {
  const { cache, asked } = cacheOf(10 * weight, versions);
  const [first, second] = await Promise.all([cache.get('v1'), cache.get('v1')]);
  expect(first?.versionId).toBe('v1');
  expect(second).toBe(first);
  expect(await cache.get('v1')).toBe(first);
  expect(asked).toEqual(['v1']);
  expect(cache.use()).toEqual({ size: 1, bytes: weight, hits: 2, misses: 1 });
});

it('lets go of what nobody asked for since the longest time', async () => {
  const { cache, asked } = cacheOf(2 * weight, versions);
  for (const id of ['v1', 'v2', 'v1', 'v3', 'v1', 'v2']) await cache.get(id);
  expect(asked).toEqual(['v1', 'v2', 'v3', 'v2']);
  expect(cache.use()).toMatchObject({ size: 2, bytes: 2 * weight });
});

it('gives a version that is larger than everything that fits', async () => {
  const { cache } = cacheOf(weight - 1, versions);
  expect((await cache.get('v1'))?.versionId).toBe('v1');
  expect(cache.use()).toMatchObject({ size: 0, bytes: 0 });
});

it.each<[string, BotVersion | Error | undefined]>([
  ['does not exist', undefined],
  ['cannot be read now', new Error('database away')],
])('asks again for a version that %s', async (_, found) => {
  const { cache, asked } = cacheOf(10 * weight, found ? { v1: found } : {});
  const first = cache.get('v1');
  if (found) await expect(first).rejects.toThrow('database away');
  else expect(await first).toBeUndefined();
  await cache.get('v1').catch(() => undefined);
  expect(asked).toEqual(['v1', 'v1']);
  expect(cache.use()).toMatchObject({ size: 0, bytes: 0 });
});
