import type { TurnReply } from '../../conversation/outlet.ts';
import type { Log } from '../../engine/output.ts';
import { renderError } from '../answer.ts';
import type { Renderer } from './chat-outlet.ts';

/** Logs that may carry secrets: live answers never show them, they stay stored (chat-api §13.5). */
const sensitiveLogs: ReadonlySet<string> = new Set([
  'Webhook successfuly executed.',
  'Webhook returned an error.',
  'Email successfully sent',
  'Email not sent',
]);

/** Logs as the caller may see them; undefined when there was nothing to report at all. */
export function visibleLogs({ output, isLive }: TurnReply): Log[] | undefined {
  const shown = output.logs.filter(({ origin }) => !isLive || origin !== 'diagnostic');
  if (shown.length === 0) return undefined;
  return shown.map(({ log }) => log).filter((log) => !isLive || !sensitiveLogs.has(log.description));
}

/** Fields of an answer that are present only when they say something. */
export function commonFields({ output }: TurnReply) {
  const { messages, input, dynamicTheme, progress } = output;
  return { messages, input, dynamicTheme, progress };
}

/** The result id is told only while something is awaited from the client (chat-api §13.9). */
export function visibleResultId({ output, resultId }: TurnReply): string | undefined {
  const isAwaiting = output.input || output.actions.some((action) => action.expectsDedicatedReply);
  return isAwaiting ? resultId : undefined;
}

/** Actions and logs of a continuation: always present when the flow was walked (chat-api §14). */
export function continuationFields(reply: TurnReply) {
  const { kind, actions, lastMessageNewFormat } = reply.output;
  const logs = visibleLogs(reply);
  const isWalked = kind === 'walked';
  return {
    clientSideActions: isWalked || actions.length > 0 ? actions : undefined,
    logs: logs ?? (isWalked ? [] : undefined),
    lastMessageNewFormat,
  };
}

/** Actions and logs of a start: present when there are any. */
export function startFields(reply: TurnReply) {
  const { actions } = reply.output;
  return { clientSideActions: actions.length > 0 ? actions : undefined, logs: visibleLogs(reply) };
}

/** Renders starts and continuations of today's API. */
export const renderer: Renderer = {
  reply: (reply) => (reply.appearance && !reply.isRestarted ? renderStart(reply) : renderContinuation(reply)),
  error: renderError,
};

function renderStart(reply: TurnReply): object {
  const { sessionId, program, appearance, output } = reply;
  const isRegistered = output.kind === 'registered';
  return {
    sessionId,
    resultId: visibleResultId(reply),
    typebot: {
      id: program.botId,
      version: program.formatVersion,
      theme: appearance?.theme,
      settings: publicSettings(appearance?.settings),
      publishedAt: reply.isLive && !isRegistered ? program.publishedAt : undefined,
    },
    ...commonFields(reply),
    ...startFields(reply),
  };
}

function renderContinuation(reply: TurnReply): object {
  return {
    sessionId: reply.isRestarted ? reply.sessionId : undefined,
    ...commonFields(reply),
    ...continuationFields(reply),
  };
}

function publicSettings(settings: NonNullable<TurnReply['appearance']>['settings'] | undefined) {
  const { general, typingEmulation } = settings ?? {};
  if (!general) return { typingEmulation };
  const { sessionGone: _ours, ...known } = general;
  return { general: known, typingEmulation };
}
