import type { ErrorName } from '../../errors/errors.ts';

/** What may go wrong in any turn, the first one of a conversation among them: it may take a message, too. */
export const turnErrors: readonly ErrorName[] = [
  'botNotFound',
  'botClosed',
  'invalidBot',
  'originRefused',
  'commandNotFound',
  'commandNotConnected',
  'commandWithoutGroup',
  'invalidClientResponse',
  'missingPaymentCredentials',
  'credentialsNotFound',
  'unreadableAmount',
  'paymentFailed',
  'turnTimeout',
  'turnTooLarge',
  'stateTooLarge',
  'conversationBusy',
  'tooManyWaiting',
  'idempotencyKeyReused',
  'invalidIdempotencyKey',
];
