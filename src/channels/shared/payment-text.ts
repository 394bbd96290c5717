import type { WireInput } from '../../engine/output.ts';
import { fieldsIn, textIn } from './content.ts';

/** What is said for a payment. A page to pay on comes with the payment service; until then the amount is said. */
export function paymentText({ options, runtimeOptions }: WireInput): string | undefined {
  const amount = textIn(runtimeOptions, 'amountLabel');
  const button = textIn(fieldsIn(options, 'labels'), 'button') ?? 'Pay';
  return amount === undefined ? undefined : `${button} ${amount}`;
}
