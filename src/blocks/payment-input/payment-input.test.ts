import { describe, expect, it } from 'vitest';
import { answerTo, askOnly, presented } from '../../../test/support/one-input.ts';
import { bubbleTexts } from '../../../test/support/running-flow.ts';
import { callOf, provide } from '../../engine/service.ts';
import { amountLabel, minorUnits, readAmount } from './amount.ts';
import { paymentInput } from './payment-input.ts';
import { type PaymentRefusal, type PaymentRequest, paymentService } from './payment-service.ts';

const variables = [
  { id: 'v1', name: 'price', value: '12.5' },
  { id: 'v2', name: 'mail', value: 'ann@b.com' },
  { id: 'v3', name: 'none' },
];

/** A provider that takes every payment and remembers what was asked. */
function provider() {
  const asked: PaymentRequest[] = [];
  const payments = provide(paymentService, async (request) => {
    asked.push(request);
    return { secret: `secret${asked.length}`, publicKey: 'pk' };
  });
  return { asked, surroundings: { variables, effects: { call: callOf([payments]) } } };
}

const refusing = (refusal: PaymentRefusal['refusal']) => ({
  variables,
  effects: { call: callOf([provide(paymentService, async () => ({ refusal }))]) },
});

describe('amounts', () => {
  it.each([
    ['10.5', 'USD', 1050, '$10.50'],
    ['1234.5', 'EUR', 123450, '1\u202f234,50\u00a0€'],
    ['1000', 'JPY', 1000, '¥1,000'],
    ['30.00', 'BRL', 3000, 'R$30.00'],
    ['', 'USD', 0, '$0.00'],
    ['19.99', 'USD', 1999, '$19.99'],
    ['5', 'KRW', 5, '₩5'],
    // no dust of binary fractions
    ['1.005', 'USD', 101, '$1.01'],
    ['7.995', 'USD', 800, '$8.00'],
    ['8.345', 'USD', 835, '$8.35'],
    ['0.57', 'USD', 57, '$0.57'],
    ['4.35', 'USD', 435, '$4.35'],
    ['1.1e2', 'USD', 11000, '$110.00'],
    ['0.0000001', 'USD', 0, '$0.00'],
    ['999999.99', 'USD', 99999999, '$999,999.99'],
    ['-5', 'USD', -500, '-$5.00'],
    ['99.5', 'JPY', 100, '¥100'],
    // as many decimals as the provider counts, whatever the currency has elsewhere
    ['1000', 'HUF', 100000, 'HUF\u00a01,000.00'],
    ['15000', 'IDR', 1500000, 'IDR\u00a015,000.00'],
    ['2000.5', 'COP', 200050, 'COP\u00a02,000.50'],
    ['300', 'PKR', 30000, 'PKR\u00a0300.00'],
    ['100', 'TWD', 10000, 'NT$100.00'],
    ['100', 'ISK', 10000, 'ISK\u00a0100.00'],
    ['500', 'MGA', 500, 'MGA\u00a0500'],
    ['500', 'UGX', 500, 'UGX\u00a0500'],
    ['500', 'CLP', 500, 'CLP\u00a0500'],
    // hundredths are asked for, of which the provider makes thousandths: so many people are told
    ['1.5', 'KWD', 150, 'KWD\u00a00.150'],
    ['15', 'TND', 1500, 'TND\u00a01.500'],
  ])('reads %s %s', (text, currency, units, label) => {
    const charged = minorUnits(readAmount(text), currency);
    expect([charged, amountLabel(charged, currency)]).toEqual([units, label]);
  });

  it.each(['10,5', '1,234.50', '1 234', 'abc', 'Infinity', '$5'])('does not read %s', (text) => {
    expect(readAmount(text)).toBeNaN();
  });
});

describe('payment input', () => {
  it.each([
    [{ amount: '{{price}}' }, { amount: 1250, currency: 'USD' }, '$12.50'],
    [{ amount: '1000', currency: 'JPY' }, { amount: 1000, currency: 'JPY' }, '¥1,000'],
    [{ amount: '1.005', currency: 'huf' }, { amount: 101, currency: 'HUF' }, 'HUF\u00a01.01'],
    [
      {
        amount: '1',
        currency: 'EUR',
        additionalInformation: { email: '{{mail}}', description: 'Ticket for {{mail}}' },
      },
      { amount: 100, currency: 'EUR', receiptEmail: 'ann@b.com', description: 'Ticket for ann@b.com' },
      '1,00\u00a0€',
    ],
    [{ amount: '1', additionalInformation: { email: '{{none}}' } }, { amount: 100, currency: 'USD' }, '$1.00'],
  ])('asks the provider for %j', async (options, request, label) => {
    const { asked, surroundings } = provider();
    const input = await presented(paymentInput, { credentialsId: 'c1', ...options }, surroundings);
    expect(asked).toEqual([{ workspaceId: 'w1', credentialsId: 'c1', isPreview: false, ...request }]);
    expect(input?.runtimeOptions).toEqual({ paymentIntentSecret: 'secret1', amountLabel: label, publicKey: 'pk' });
  });

  it('presents its options with variables filled in', async () => {
    const options = {
      provider: 'Stripe',
      credentialsId: 'c1',
      variableId: 'v3',
      labels: { button: 'Pay', success: 'Done' },
      additionalInformation: { name: 'Ann', phoneNumber: '1', address: { country: 'FR', city: 'Paris' } },
      retryMessageContent: 'Again',
    };
    const input = await presented(
      paymentInput,
      { ...options, amount: '{{price}}', provider: 'Stripe' },
      provider().surroundings,
    );
    expect(input).toMatchObject({ id: 'input', type: 'payment input' });
    expect(input?.options).toEqual({ ...options, amount: '12.5' });
  });

  it('tells the provider that a preview is one', async () => {
    const { asked, surroundings } = provider();
    await presented(paymentInput, { credentialsId: 'c1' }, { ...surroundings, resultId: undefined });
    expect(asked[0]?.isPreview).toBe(true);
  });

  it.each([
    [undefined, provider().surroundings, 'missingPaymentCredentials'],
    [{ amount: 'abc' }, provider().surroundings, 'missingPaymentCredentials'],
    [{ credentialsId: 'c1', amount: '10' }, refusing('unknown credentials'), 'credentialsNotFound'],
    [{ credentialsId: 'c1', amount: 'abc' }, refusing('unknown credentials'), 'credentialsNotFound'],
    [{ credentialsId: 'c1', amount: 'abc' }, refusing('failed'), 'unreadableAmount'],
    [{ credentialsId: 'c1', amount: '10,5' }, provider().surroundings, 'unreadableAmount'],
    [{ credentialsId: 'c1', amount: '10' }, refusing('failed'), 'paymentFailed'],
    [{ credentialsId: 'c1', amount: '10' }, refusing('not available'), 'paymentFailed'],
    // nobody provides payments
    [{ credentialsId: 'c1', amount: '10' }, {}, 'credentialsNotFound'],
  ])('fails the turn with %j', async (options, surroundings, id) => {
    await expect(presented(paymentInput, options, surroundings)).rejects.toMatchObject({ id });
  });

  it.each([
    ['Success', 'Success'],
    ['failed', 'failed'],
    ['', ''],
    ['fail', undefined],
    [undefined, undefined],
  ])('judges %s', async (reply, content) => {
    expect(await answerTo(paymentInput, reply, { credentialsId: 'c1' }, provider().surroundings)).toBe(content);
  });

  it.each([
    [{}, 'Payment failed. Please, try again.'],
    [{ retryMessageContent: 'Card of {{mail}} refused' }, 'Card of ann@b.com refused'],
  ])('creates another payment when it asks again with %j', async (options, text) => {
    const conversation = askOnly(paymentInput, { credentialsId: 'c1', ...options }, provider().surroundings);
    await conversation.start();
    const retried = await conversation.say('fail');
    expect(bubbleTexts(retried)).toEqual([text]);
    expect(retried.output.input?.runtimeOptions?.paymentIntentSecret).toBe('secret2');
  });
});

it('shows content, so the message that starts a conversation does not answer it', async () => {
  const { surroundings } = provider();
  const conversation = askOnly(paymentInput, { credentialsId: 'c1', amount: '1' }, surroundings);
  const { output, records } = await conversation.start({ message: { type: 'text', text: 'Success' } });
  expect([output.messages, output.input?.id, records.answers]).toEqual([[], 'input', []]);
});
