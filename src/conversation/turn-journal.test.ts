import { beforeEach, describe, expect, it } from 'vitest';
import { callOf, provide, type Service } from '../engine/service.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';
import { type TurnIdentity, TurnJournal } from './turn-journal.ts';

interface Order {
  readonly item: string;
  readonly method?: 'read';
  readonly at?: number;
  readonly key?: string;
}

/** What is bought is told apart by the item, whatever the time. */
const shop: Service<Order, string> = {
  name: 'shop',
  changes: ({ method }) => method !== 'read',
  identity: ({ item }) => item,
  withKey: (request) => (request.key === undefined ? undefined : { key: request.key, request }),
  isAnswered: (outcome) => outcome !== 'silence',
  failed: ({ reason }) => reason,
  ending: String,
};
/** Takes keys of ours. */
const bank: Service<Order, string> = {
  name: 'bank',
  changes: () => true,
  withKey: (request, key) => ({ key, request: { ...request, key } }),
  failed: ({ reason }) => reason,
  ending: String,
};

let store: Store;
let sent: Order[];
/** What the outside answers; `undefined` kills whoever called. */
let answer: string | undefined;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
  sent = [];
  answer = 'done';
  return () => store.close();
});

const identity: TurnIdentity = {
  scope: 's1',
  turn: { createdAt: 1, revision: 4 },
  event: { type: 'message', message: { type: 'text', text: 'go' } },
};

function open(of: TurnIdentity | undefined = identity): TurnJournal {
  const take = async (order: Order) => {
    sent.push(order);
    if (answer === undefined) throw new Error('killed');
    return answer;
  };
  return new TurnJournal(store.journal, of, callOf([provide(shop, take), provide(bank, take)]), () => 1_000);
}

/** Makes a call and dies before the outside has answered. */
async function killedAt(service: typeof shop, order: Order): Promise<void> {
  answer = undefined;
  await expect(open().call(service, order)).rejects.toThrow('killed');
  answer = 'done';
}

describe('a turn that runs again', () => {
  it.each<[string, Order]>([
    ['the same call', { item: 'tea' }],
    ['the same call at another time', { item: 'tea', at: 2 }],
  ])('gets the outcome of %s', async (_name, again) => {
    expect(await open().call(shop, { item: 'tea' })).toBe('done');
    answer = 'another answer';
    expect(await open().call(shop, again)).toBe('done');
    expect(sent).toHaveLength(1);
  });

  const message = (text: string) => ({ type: 'message', message: { type: 'text', text } }) as const;
  it.each<[string, Order, TurnIdentity]>([
    ['something else', { item: 'milk' }, identity],
    ['the same after another message', { item: 'tea' }, { ...identity, event: message('other') }],
    ['the same at another revision', { item: 'tea' }, { ...identity, turn: { createdAt: 1, revision: 5 } }],
    ['the same in a later session', { item: 'tea' }, { ...identity, turn: { createdAt: 2, revision: 4 } }],
    ['the same in a first turn', { item: 'tea' }, { ...identity, turn: 'first' }],
    ['the same in another session', { item: 'tea' }, { ...identity, scope: 's2' }],
  ])('asks for %s', async (_name, order, of) => {
    await open().call(shop, { item: 'tea' });
    answer = 'another answer';
    expect(await open(of).call(shop, order)).toBe('another answer');
  });

  it('tells equal calls apart by their number', async () => {
    const first = open();
    await first.call(shop, { item: 'tea' });
    answer = 'second';
    await first.call(shop, { item: 'tea' });
    answer = 'third';
    const again = open();
    const outcomes = [];
    for (let i = 0; i < 3; i++) outcomes.push(await again.call(shop, { item: 'tea' }));
    expect(outcomes).toEqual(['done', 'second', 'third']);
  });

  it('asks again for what only reads, and counts it not', async () => {
    const order: Order = { item: 'tea', method: 'read' };
    const [first, again] = [open(), open()];
    await first.call(shop, order);
    await first.call(shop, { item: 'milk' });
    await again.call(shop, order);
    answer = 'another answer';
    expect(await again.call(shop, { item: 'milk' })).toBe('done');
    expect(sent.map(({ item }) => item)).toEqual(['tea', 'milk', 'tea']);
  });

  it('does not make a call again that may have come through', async () => {
    await killedAt(shop, { item: 'tea' });
    expect(await open().call(shop, { item: 'tea' })).toBe('unknown');
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['the same key', 'k1', 'done', 2],
    ['another key', 'k2', 'unknown', 1],
    ['no key', undefined, 'unknown', 1],
  ])('under a key, with %s', async (_name, key, outcome, count) => {
    await killedAt(shop, { item: 'tea', key: 'k1' });
    const again = key === undefined ? { item: 'tea' } : { item: 'tea', key };
    expect(await open().call(shop, again)).toBe(outcome);
    expect(sent).toHaveLength(count);
  });

  it('gives the outside the same key of ours', async () => {
    await killedAt(bank, { item: 'tea' });
    expect(await open().call(bank, { item: 'tea' })).toBe('done');
    const keys = sent.map(({ key }) => key);
    expect(keys[0]).toMatch(/^[\w-]{43}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('does not take a call for answered when nobody knows what became of it', async () => {
    answer = 'silence';
    expect(await open().call(shop, { item: 'tea' })).toBe('silence');
    expect(await open().call(shop, { item: 'tea' })).toBe('unknown');
  });
});

it('keeps outcomes up to a size', async () => {
  const journal = open();
  answer = 'x'.repeat(2_500_000);
  await journal.call(shop, { item: 'tea' });
  await journal.call(shop, { item: 'milk' });
  answer = 'small';
  await journal.call(shop, { item: 'salt' });
  const again = open();
  const outcomes = [];
  for (const item of ['tea', 'milk', 'salt']) outcomes.push((await again.call(shop, { item })).length);
  expect(outcomes).toEqual([2_500_000, 'unknown'.length, 'small'.length]);
});

it('a turn that nobody can ask for again notes nothing', async () => {
  const order = { item: 'tea' };
  await new TurnJournal(store.journal, undefined, callOf([]), () => 1).call(shop, order);
  expect(await store.journal.removeOld(2_000, 10)).toBe(0);
});

describe('what is forgotten with the turn', () => {
  const first: TurnIdentity = { ...identity, turn: 'first' };
  it.each<[string, TurnIdentity | undefined, Order[], string | undefined]>([
    ['without calls', identity, [], undefined],
    ['that only read', identity, [{ item: 'tea', method: 'read' }], undefined],
    ['with a call', identity, [{ item: 'tea' }], 's1'],
    ['that is a first one', first, [], 's1'],
  ])('of a turn %s', async (_name, of, orders, scope) => {
    const journal = open(of);
    for (const order of orders) await journal.call(shop, order);
    expect(journal.scope).toBe(scope);
  });
});
