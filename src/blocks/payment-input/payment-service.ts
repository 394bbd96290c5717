import type { Service } from '../../engine/service.ts';

/** A payment to be made by the person. */
export interface PaymentRequest {
  readonly workspaceId: string;
  readonly credentialsId: string;
  readonly isPreview: boolean;
  /** In the smallest unit of the currency. */
  readonly amount: number;
  readonly currency: string;
  readonly receiptEmail?: string;
  readonly description?: string;
  /** Of requests with the same key the provider creates one payment. */
  readonly idempotencyKey?: string;
}

export interface PaymentIntent {
  readonly secret: string;
  readonly publicKey: string;
}

/** Why a payment could not be created. */
export interface PaymentRefusal {
  readonly refusal: 'unknown credentials' | 'not available' | 'failed';
}

/** Creates payments with their provider. */
export const paymentService: Service<PaymentRequest, PaymentIntent | PaymentRefusal> = {
  name: 'payment',
  changes: () => true,
  withKey: (request, key) => ({ key, request: { ...request, idempotencyKey: key } }),
  isAnswered: (outcome) => !('refusal' in outcome) || outcome.refusal === 'unknown credentials',
  // Without a provider no account exists (inputs §3.12).
  failed: ({ reason }) => ({ refusal: reason === 'not available' ? 'unknown credentials' : 'failed' }),
  ending: (outcome) => ('refusal' in outcome ? outcome.refusal : 'created'),
};
