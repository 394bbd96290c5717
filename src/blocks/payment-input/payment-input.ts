import { z } from 'zod';
import { type BlockContext, defineBlock } from '../../engine/block.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { labels, text, withOptions } from '../shared/fields.ts';
import { presentInput } from '../shared/present-input.ts';
import { amountLabel, isCurrencyCode, minorUnits, readAmount } from './amount.ts';
import { paymentService } from './payment-service.ts';

const schema = withOptions({
  variableId: text,
  provider: z.enum(['Stripe']).optional(),
  labels: labels('button', 'success'),
  additionalInformation: z
    .object({
      description: text,
      name: text,
      email: text,
      phoneNumber: text,
      address: z
        .object({ country: text, line1: text, line2: text, state: text, city: text, postalCode: text })
        .optional(),
    })
    .optional(),
  credentialsId: text,
  currency: text,
  amount: text,
  retryMessageContent: text,
});
type PaymentOptions = NonNullable<z.infer<typeof schema>['options']>;

/**
 * Asks for a payment. A payment is created with the provider each time the input is shown; the person makes it in the
 * client, whose word that it was made is taken (inputs §3.12).
 */
export const paymentInput = defineBlock({
  type: 'payment input',
  sort: 'input',
  eventName: 'payment',
  showsContent: true,
  summary: 'Asks for a payment.',
  schema,
  async present(block, context) {
    const input = await presentInput(block, context);
    // Filling in keeps the shape that the schema gave.
    const options = (input.options ?? {}) as PaymentOptions;
    return { ...input, runtimeOptions: await createPayment(options, context) };
  },
  async judge(_block, reply) {
    if (reply?.type !== 'text' || reply.text === 'fail') return { verdict: 'invalid' };
    return { verdict: 'valid', content: reply.text };
  },
  retryText: ({ options }) => options?.retryMessageContent || 'Payment failed. Please, try again.',
});

/** What the client needs to let the person pay. Rejects with the errors of a payment that could not be created. */
async function createPayment(options: PaymentOptions, context: BlockContext) {
  const { credentialsId, additionalInformation } = options;
  if (!credentialsId) throw new ReparteeError('missingPaymentCredentials');
  const amount = readAmount(options.amount ?? '');
  const currency = (options.currency || 'USD').toUpperCase();
  const charged = minorUnits(amount, currency);
  const { email, description } = additionalInformation ?? {};
  // Asked for with an unreadable amount (NaN) too, which no provider takes: unknown credentials are reported first.
  const payment = await context.effects.call(paymentService, {
    workspaceId: context.program.workspaceId,
    credentialsId,
    isPreview: !context.isLive,
    amount: charged,
    currency,
    ...(email && { receiptEmail: email }),
    ...(description && { description }),
  });
  context.waited();
  if ('refusal' in payment && payment.refusal === 'unknown credentials') throw new ReparteeError('credentialsNotFound');
  if (Number.isNaN(amount)) throw new ReparteeError('unreadableAmount');
  if ('refusal' in payment || !isCurrencyCode(currency)) throw new ReparteeError('paymentFailed');
  return {
    paymentIntentSecret: payment.secret,
    amountLabel: amountLabel(charged, currency),
    publicKey: payment.publicKey,
  };
}
