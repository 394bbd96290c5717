import type { Call } from '../call.ts';
import type { Hint } from '../routes.ts';
import { saveClientLogs, saveClientLogsV1 } from './client-logs.ts';
import { continueChat } from './continue-chat.ts';
import { inspectSession } from './inspect-session.ts';
import {
  executeChannelTestWebhook,
  executeTestWebhook,
  executeWebhook,
  updateTypebotInSession,
} from './outside-calls.ts';
import { sendMessageV1, sendMessageV2 } from './send-message.ts';
import { previewStartChat, startChat } from './start-chat.ts';
import { streamMessage, streamMessageV0 } from './stream-message.ts';
import { previewTemplate } from './template.ts';
import { generateUploadUrl, generateUploadUrlV1, generateUploadUrlV2 } from './uploads.ts';

/** The calls of programs that talk to people, in the order of the reference. */
export const chatCalls: readonly Call[] = [
  startChat,
  continueChat,
  previewStartChat,
  previewTemplate,
  streamMessage,
  saveClientLogs,
  inspectSession,
  updateTypebotInSession,
  generateUploadUrl,
  executeWebhook,
  executeTestWebhook,
  executeChannelTestWebhook,
  sendMessageV2,
  sendMessageV1,
  saveClientLogsV1,
  generateUploadUrlV2,
  generateUploadUrlV1,
  streamMessageV0,
];

const startHint = 'Use POST /api/v1/typebots/{publicId}/startChat';
const continueHint = 'Use POST /api/v1/sessions/{sessionId}/continueChat';

/** Wrong but common paths (C23). */
export const chatHints: readonly Hint[] = [
  { method: 'POST', path: '/api/v1/sessions/:sessionId', text: continueHint },
  { method: 'POST', path: '/api/v1/typebots/:typebotId/continueChat', text: continueHint },
  { method: 'POST', path: '/api/v1/typebots/:typebotId/chat/start', text: startHint },
];
