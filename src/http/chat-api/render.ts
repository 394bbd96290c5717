import type { TurnReply } from '../../conversation/outlet.ts';
import type { Log } from '../../engine/output.ts';
import { type Rendered, renderError } from '../answer.ts';
import type { Renderer } from '../idempotency/idempotent-outlet.ts';

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
  return {
    messages,
    ...(input && { input }),
    ...(dynamicTheme && { dynamicTheme }),
    ...(progress !== undefined && { progress }),
  };
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
    ...((isWalked || actions.length > 0) && { clientSideActions: actions }),
    ...((isWalked || logs) && { logs: logs ?? [] }),
    ...(lastMessageNewFormat !== undefined && { lastMessageNewFormat }),
  };
}

/** Actions and logs of a start: present when there are any. */
export function startFields(reply: TurnReply) {
  const { actions } = reply.output;
  const logs = visibleLogs(reply);
  return {
    ...(actions.length > 0 && { clientSideActions: actions }),
    ...(logs && { logs }),
  };
}

/** Renders starts and continuations of today's API. */
export const renderer: Renderer = {
  reply: (reply) => (reply.appearance && !reply.isRestarted ? renderStart(reply) : renderContinuation(reply)),
  error: renderError,
};

function renderStart(reply: TurnReply): Rendered {
  const { sessionId, program, appearance, output } = reply;
  const resultId = visibleResultId(reply);
  const isRegistered = output.kind === 'registered';
  return ok({
    sessionId,
    ...(resultId !== undefined && { resultId }),
    typebot: {
      id: program.botId,
      version: program.formatVersion,
      theme: appearance?.theme,
      settings: publicSettings(appearance?.settings),
      ...(reply.isLive && !isRegistered && { publishedAt: program.publishedAt }),
    },
    ...commonFields(reply),
    ...startFields(reply),
  });
}

function renderContinuation(reply: TurnReply): Rendered {
  return ok({
    ...(reply.isRestarted && { sessionId: reply.sessionId }),
    ...commonFields(reply),
    ...continuationFields(reply),
  });
}

function publicSettings(settings: NonNullable<TurnReply['appearance']>['settings'] | undefined) {
  const { general, typingEmulation } = settings ?? {};
  if (!general) return { ...(typingEmulation && { typingEmulation }) };
  const { sessionGone: _ours, ...known } = general;
  return { general: known, ...(typingEmulation && { typingEmulation }) };
}

/** A successful answer. */
export function ok(value: unknown): Rendered {
  return { status: 200, body: JSON.stringify(value) };
}
