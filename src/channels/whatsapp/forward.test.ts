import { describe, expect, it } from 'vitest';
import { type Forwarded, forwardedPart } from './forward.ts';

const failed = { id: '1', status: 'failed', errors: [{ code: 1 }] };
const warned = { id: '2', status: 'delivered', errors: [{ code: 2 }] };
const sold = { id: '3', status: 'read', conversation: { origin: { type: 'marketing_lite' } } };
const plain = { id: '4', status: 'read', conversation: { origin: { type: 'service' } } };
const delivery = (...statuses: object[]) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: 'w',
      changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata: { a: 1 }, statuses } }],
    },
  ],
});

describe('what is handed on of a delivery', () => {
  const all = delivery(failed, warned, sold, plain);
  it.each<[readonly Forwarded[], object | undefined]>([
    [['all'], all],
    [['errorStatuses'], delivery(failed, warned)],
    [['marketingStatuses'], delivery(sold)],
    [['errorStatuses', 'marketingStatuses'], delivery(failed, warned, sold)],
    [[], undefined],
  ])('for %j', (kinds, expected) => expect(forwardedPart(JSON.parse(JSON.stringify(all)), kinds)).toEqual(expected));

  it('is nothing where nothing fits', () =>
    expect(forwardedPart(JSON.parse(JSON.stringify(delivery(plain))), ['errorStatuses'])).toBeUndefined());

  it.each([[null], [[]], [{ entry: 1 }], [{ entry: [null] }], ['x']])('is nothing of %j', (odd) =>
    expect(forwardedPart(odd as never, ['errorStatuses'])).toBeUndefined(),
  );

  it('leaves out entries and changes without such states', () => {
    const both = { entry: [delivery(plain).entry[0]!, delivery(failed).entry[0]!] };
    expect(forwardedPart(JSON.parse(JSON.stringify(both)), ['errorStatuses'])).toEqual({
      entry: delivery(failed).entry,
    });
  });
});
