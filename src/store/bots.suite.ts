import { expect, it } from 'vitest';
import type { Bot, BotChange, BotVersion } from './bots.ts';
import { bot, difficultTexts, flow, version } from './samples.suite.ts';
import type { Store } from './store.ts';

/** What every store does with bots and their versions. */
export function suite(store: () => Store): void {
  const publish = ({ number: _, ...fields }: BotVersion, publicId = 'hello') => store().bots.publish(fields, publicId);

  it('knows no bot at first', async () => {
    const { bots } = store();
    expect(await bots.get('b1')).toBeUndefined();
    expect(await bots.head('b1')).toBeUndefined();
    expect(await bots.headByPublicId('hello')).toBeUndefined();
    expect(await bots.list('w1')).toEqual([]);
    expect(await bots.getVersion('v1')).toBeUndefined();
    expect(await bots.update('b1', { name: 'New', updatedAt: 2_000 })).toBeUndefined();
    expect(await bots.unpublish('b1')).toBe(false);
    expect(await bots.archive('b1', 2_000)).toBe(false);
  });

  it.each<[string, Partial<Bot>]>([
    ['as little as possible', {}],
    ['everything', { icon: '🤖', folderId: 'f1', publicId: 'hello', isClosed: true, publishedVersionId: 'v1' }],
    ['being archived', { isArchived: true }],
    ['fields that nobody knows', { document: { ...flow('One'), extra: { deep: [1, null, true, 'x'] } } }],
    ...difficultTexts.map(([name, text]): [string, Partial<Bot>] => [
      `text: ${name}`,
      { name: text, document: flow(text) },
    ]),
  ])('gives back a bot with %s', async (_, fields) => {
    const { bots } = store();
    await bots.insert(bot('b1', fields));
    expect(await bots.get('b1')).toEqual(bot('b1', fields));
  });

  it('keeps a member of a document that is named __proto__', async () => {
    const { bots } = store();
    const document = JSON.parse('{"version":"6.1","settings":{"__proto__":{"a":1}}}');
    await bots.insert(bot('b1', { document }));
    expect(JSON.stringify((await bots.get('b1'))?.document)).toBe(JSON.stringify(document));
  });

  it.each<[string, Partial<Bot>, boolean]>([
    ['open', { publicId: 'hello' }, true],
    ['closed', { publicId: 'hello', isClosed: true, publishedVersionId: 'v1' }, true],
    ['archived', { publicId: 'hello', isArchived: true }, false],
  ])('gives the head of a bot that is %s', async (_, fields, isPublic) => {
    const { bots } = store();
    await bots.insert(bot('b1', fields));
    const { isClosed, publishedVersionId } = bot('b1', fields);
    const head = { id: 'b1', workspaceId: 'w1', isClosed, publishedVersionId };
    expect(await bots.head('b1')).toEqual(head);
    expect(await bots.headByPublicId('hello')).toEqual(isPublic ? head : undefined);
  });

  it('lists the bots of a workspace, newest first, without archived ones', async () => {
    const { bots } = store();
    const [oldest, newest, middle] = [1_000, 3_000, 2_000].map((createdAt, i) => bot(`b${i}`, { createdAt }));
    for (const stored of [oldest!, newest!, middle!]) await bots.insert(stored);
    await bots.insert(bot('elsewhere', { workspaceId: 'w2' }));
    await bots.insert(bot('archived', { isArchived: true }));
    expect(await bots.list('w1')).toEqual([newest, middle, oldest]);
  });

  it('lets only one bot have a public id', async () => {
    const { bots } = store();
    await bots.insert(bot('b1', { publicId: 'hello' }));
    await bots.insert(bot('b2'));
    await bots.insert(bot('b3'));
    const taken = expect.objectContaining({ id: 'publicIdTaken' });
    await expect(bots.insert(bot('b4', { publicId: 'hello' }))).rejects.toEqual(taken);
    await expect(bots.update('b2', { name: 'Two', publicId: 'hello', updatedAt: 2_000 })).rejects.toEqual(taken);
    expect(await bots.get('b4')).toBeUndefined();
    expect(await bots.get('b2')).toEqual(bot('b2'));
    const change = { publicId: 'hello', updatedAt: 2_000 };
    expect(await bots.update('b1', change)).toEqual(bot('b1', change));
  });

  it('refuses a second bot with the same id', async () => {
    const { bots } = store();
    await bots.insert(bot('b1'));
    await expect(bots.insert(bot('b1', { name: 'Other' }))).rejects.toThrow();
    expect(await bots.get('b1')).toEqual(bot('b1'));
  });

  it.each<Omit<BotChange, 'updatedAt'>>([
    {},
    { name: 'New' },
    { icon: null },
    { folderId: null },
    { publicId: null },
    { publicId: 'other' },
    { isClosed: false },
    { document: flow('Two') },
    { name: undefined, document: undefined },
    { name: 'New', icon: '🎉', folderId: 'f2', isClosed: false, document: flow('Two') },
  ])('changes what is named only: %j', async (change) => {
    const { bots } = store();
    const fields = { icon: '🤖', folderId: 'f1', publicId: 'hello', isClosed: true, publishedVersionId: 'v1' };
    await bots.insert(bot('b1', fields));
    await bots.insert(bot('b2'));
    const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const changed = bot('b1', { ...fields, ...named, updatedAt: 2_000 });
    expect(await bots.update('b1', { ...change, updatedAt: 2_000 })).toEqual(changed);
    expect(await bots.get('b1')).toEqual(changed);
    expect(await bots.get('b2')).toEqual(bot('b2'));
  });

  it('numbers the published versions of each bot', async () => {
    const { bots } = store();
    for (const id of ['b1', 'b2']) await bots.insert(bot(id, { publicId: id }));
    await bots.insertSnapshot(version('draft', 'b1'));
    const order = ['b1', 'b1', 'b2', 'b1'].map((botId, i) => version(`v${i}`, botId));
    const published = await Promise.all(order.map((sample) => publish(sample)));
    const numbered = order.map((sample, i) => ({ ...sample, number: [1, 2, 1, 3][i] }));
    expect(published).toEqual(numbered.map((stored) => ({ version: stored, publicId: stored.botId })));
    for (const stored of numbered) expect(await bots.getVersion(stored.id)).toEqual(stored);
    expect((await bots.get('b1'))?.publishedVersionId).toBe('v3');
    expect((await bots.head('b2'))?.publishedVersionId).toBe('v2');
    expect(await bots.get('b1')).toEqual(bot('b1', { publicId: 'b1', publishedVersionId: 'v3' }));
  });

  it('gives a bot its public id when it is published, unless it has one', async () => {
    const { bots } = store();
    await bots.insert(bot('b1'));
    expect(await publish(version('v1', 'b1', { createdAt: 2_000 }), 'first')).toMatchObject({ publicId: 'first' });
    expect(await publish(version('v2', 'b1', { createdAt: 3_000 }), 'second')).toMatchObject({ publicId: 'first' });
    expect(await bots.get('b1')).toEqual(bot('b1', { publicId: 'first', publishedVersionId: 'v2', updatedAt: 2_000 }));
  });

  it.each<[string, string, { id?: string }]>([
    ['whose public id is taken', 'v1', { id: 'publicIdTaken' }],
    // Refused in the last step, after the bot was changed.
    ['whose id another version has', 'draft', {}],
  ])('publishes nothing of a version %s', async (_, id, error) => {
    const { bots } = store();
    await bots.insert(bot('b1'));
    await bots.insert(bot('b2', { publicId: 'taken' }));
    await bots.insertSnapshot(version('draft', 'b1'));
    const publicId = id === 'draft' ? 'free' : 'taken';
    await expect(publish(version(id, 'b1'), publicId)).rejects.toMatchObject(error);
    expect(await bots.get('b1')).toEqual(bot('b1'));
    expect(await bots.headByPublicId('free')).toBeUndefined();
    expect(await bots.getVersion('v1')).toBeUndefined();
    expect(await publish(version('v2', 'b1'), 'free')).toMatchObject({ version: { number: 1 }, publicId: 'free' });
  });

  it.each(['unknown', 'archived'])('stores no version of a bot that is %s', async (id) => {
    const { bots } = store();
    await bots.insert(bot('archived', { isArchived: true }));
    await expect(publish(version('v1', id))).rejects.toMatchObject({ id: 'botNotFound' });
    expect(await bots.getVersion('v1')).toBeUndefined();
    expect(await bots.get('archived')).toEqual(bot('archived', { isArchived: true }));
  });

  it('archives a bot whole, once', async () => {
    const { bots } = store();
    await bots.insert(bot('b1', { publicId: 'hello', publishedVersionId: 'v1' }));
    await bots.insert(bot('b2', { publicId: 'other', publishedVersionId: 'v2' }));
    expect(await bots.archive('b1', 2_000)).toBe(true);
    expect(await bots.archive('b1', 3_000)).toBe(false);
    expect(await bots.get('b1')).toEqual(bot('b1', { isArchived: true, updatedAt: 2_000 }));
    expect(await bots.get('b2')).toEqual(bot('b2', { publicId: 'other', publishedVersionId: 'v2' }));
    // Its public id is free for another one.
    await bots.insert(bot('b3', { publicId: 'hello' }));
    expect(await bots.update('b1', { publicId: 'back', updatedAt: 4_000 })).toBeUndefined();
  });

  it('takes a published version back', async () => {
    const { bots } = store();
    await bots.insert(bot('b1', { publishedVersionId: 'v1' }));
    expect(await bots.unpublish('b1')).toBe(true);
    expect(await bots.get('b1')).toEqual(bot('b1'));
    expect(await bots.unpublish('b1')).toBe(false);
  });

  it('stores snapshots once, also of bots that it does not know', async () => {
    const { bots } = store();
    const first = version('draft', 'unknown');
    await bots.insertSnapshot(first);
    await bots.insertSnapshot({ ...first, document: flow('Other'), createdAt: 2_000 });
    expect(await bots.getVersion('draft')).toEqual(first);
  });
}
