import type { WireInput } from '../../engine/output.ts';
import { withDefaults } from './with-defaults.ts';

const send = { button: 'Send' };

/** What the options of each input are when an author left them out (flow-format §8.2). */
const defaultOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'text input': { labels: { placeholder: 'Type your answer...', ...send }, isLong: false },
  'number input': { labels: { placeholder: 'Type a number...', ...send } },
  'email input': {
    labels: { placeholder: 'Type your email...', ...send },
    retryMessageContent: "This email doesn't seem to be valid. Can you type it again?",
  },
  'url input': {
    labels: { placeholder: 'Type a URL...', ...send },
    retryMessageContent: "This URL doesn't seem to be valid. Can you type it again?",
  },
  'phone number input': {
    labels: { placeholder: 'Type your phone number...', ...send },
    retryMessageContent: "This phone number doesn't seem to be valid. Can you type it again?",
  },
  'date input': { labels: { ...send, from: 'From:', to: 'To:' }, hasTime: false, isRange: false },
  'choice input': { isMultipleChoice: false, buttonLabel: 'Send' },
  'payment input': {
    provider: 'Stripe',
    labels: { button: 'Pay', success: 'Success' },
    currency: 'USD',
    retryMessageContent: 'Payment failed. Please, try again.',
  },
  'rating input': { buttonType: 'Numbers', length: 10, labels: send, customIcon: { isEnabled: false } },
  'file input': {
    isRequired: true,
    isMultipleAllowed: false,
    labels: {
      placeholder: '<strong>Click to upload</strong> or drag and drop<br>(size limit: 10MB)',
      button: 'Upload',
      clear: 'Clear',
      skip: 'Skip',
    },
  },
};

/**
 * An input with every option that schemas of 2023 require. Kinds that did not exist then stay as they are.
 *
 * @param groupId the group that the input stands in
 */
export function input2023(input: WireInput, groupId: string | undefined): object {
  const { id, type, items, options } = input;
  const defaults = defaultOptions[type];
  if (!defaults) return { ...input, groupId };
  return {
    ...input,
    groupId,
    options: withDefaults(options ?? {}, defaults),
    // The number stood for a button; there were no other items in inputs.
    items: items?.map((item) => ({ ...item, type: 0, blockId: id })),
  };
}
