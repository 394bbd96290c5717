import type { BlockKind } from '../engine/block.ts';
import { abTest } from './ab-test/ab-test.ts';
import { audioBubble } from './audio-bubble/audio-bubble.ts';
import { cardsInput } from './cards-input/cards-input.ts';
import { chatwoot } from './chatwoot/chatwoot.ts';
import { choiceInput } from './choice-input/choice-input.ts';
import { condition } from './condition/condition.ts';
import { dateInput } from './date-input/date-input.ts';
import { email } from './email/email.ts';
import { emailInput } from './email-input/email-input.ts';
import { embedBubble } from './embed-bubble/embed-bubble.ts';
import { fileInput } from './file-input/file-input.ts';
import { forgedBlocks } from './forged/forged.ts';
import { googleAnalytics } from './google-analytics/google-analytics.ts';
import { googleSheets } from './google-sheets/google-sheets.ts';
import { httpRequest, makeCom, pabbly, zapier } from './http-request/http-request.ts';
import { imageBubble } from './image-bubble/image-bubble.ts';
import { jump } from './jump/jump.ts';
import { numberInput } from './number-input/number-input.ts';
import { openaiLegacy } from './openai-legacy/openai-legacy.ts';
import { paymentInput } from './payment-input/payment-input.ts';
import { phoneInput } from './phone-input/phone-input.ts';
import { pictureChoiceInput } from './picture-choice-input/picture-choice-input.ts';
import { pixel } from './pixel/pixel.ts';
import { ratingInput } from './rating-input/rating-input.ts';
import { redirect } from './redirect/redirect.ts';
import { returnBlock } from './return/return.ts';
import { script } from './script/script.ts';
import { setVariable } from './set-variable/set-variable.ts';
import { textBubble } from './text-bubble/text-bubble.ts';
import { textInput } from './text-input/text-input.ts';
import { timeInput } from './time-input/time-input.ts';
import { typebotLink } from './typebot-link/typebot-link.ts';
import { urlInput } from './url-input/url-input.ts';
import { videoBubble } from './video-bubble/video-bubble.ts';
import { wait } from './wait/wait.ts';
import { webhookListener } from './webhook-listener/webhook-listener.ts';

const kinds: readonly BlockKind[] = [
  abTest,
  audioBubble,
  cardsInput,
  choiceInput,
  condition,
  dateInput,
  emailInput,
  embedBubble,
  fileInput,
  imageBubble,
  jump,
  numberInput,
  paymentInput,
  phoneInput,
  pictureChoiceInput,
  ratingInput,
  redirect,
  returnBlock,
  script,
  setVariable,
  textBubble,
  textInput,
  timeInput,
  typebotLink,
  urlInput,
  videoBubble,
  wait,
  webhookListener,
  chatwoot,
  email,
  googleAnalytics,
  googleSheets,
  httpRequest,
  makeCom,
  openaiLegacy,
  pabbly,
  pixel,
  zapier,
  ...forgedBlocks,
];

/** Every kind of block, by its type in documents. A new kind is a new folder and one line in the list above. */
export const blockKinds: ReadonlyMap<string, BlockKind> = new Map(kinds.map((kind) => [kind.type, kind]));
