import type { TurnReply } from '../../conversation/outlet.ts';
import type { Bubble, ClientAction } from '../../engine/output.ts';
import { isObject } from '../../flow/json.ts';
import { lenientNumber } from '../../flow/values.ts';
import { settings2023, theme2023 } from './shape-2023-appearance.ts';
import { input2023 } from './shape-2023-input.ts';

/** Height of an embedded page without one, in pixels. */
const defaultHeight = 400;
const knownVideoTypes: ReadonlySet<unknown> = new Set(['url', 'youtube', 'vimeo']);

/** The answer as the clients of 2023 read it: HTML texts, defaults filled in, actions by subject (chat-api §17). */
export function render2023(reply: TurnReply): object {
  const { sessionId, program, linked = program, output, appearance, resultId } = reply;
  const { messages, input, actions, dynamicTheme } = output;
  const logic = logicOf(actions);
  const integrations = integrationsOf(actions);
  const shown = actions.filter((action) => !action.expectsDedicatedReply);
  return {
    messages: messages.map(bubble2023),
    input: input && input2023(input, linked.blockById.get(input.id)?.group.id),
    logic,
    integrations,
    clientSideActions: shown.length > 0 ? shown : undefined,
    dynamicTheme,
    ...(appearance && {
      sessionId,
      typebot: {
        id: program.botId,
        theme: theme2023(appearance.theme, program.formatVersion),
        settings: settings2023(appearance.settings),
      },
      resultId: input && resultId,
    }),
  };
}

function bubble2023(bubble: Bubble): object {
  return bubble.type === 'text' ? bubble : { ...bubble, content: media2023(bubble.type, bubble.content) };
}

function media2023(type: Bubble['type'], content: Readonly<Record<string, unknown>>): object {
  if (type === 'embed') return { ...content, height: lenientNumber(content.height) ?? defaultHeight };
  const isNewVideo = type === 'video' && content.type !== undefined && !knownVideoTypes.has(content.type);
  return isNewVideo ? { ...content, type: 'url' } : content;
}

/** Redirection and code, each the last of the turn; undefined without either. */
function logicOf(actions: readonly ClientAction[]): object | undefined {
  const redirect = actions.findLast(({ type }) => type === 'redirect')?.redirect;
  const codeToExecute = actions.map(codeOf).findLast((found) => found !== undefined);
  if (!isObject(redirect)) return codeToExecute && { codeToExecute };
  return { redirect: { url: redirect.url, isNewTab: redirect.isNewTab ?? false }, codeToExecute };
}

function codeOf(action: ClientAction): object | undefined {
  const { setVariable } = action;
  return codeIn(action) ?? (isObject(setVariable) ? codeIn(setVariable) : undefined);
}

/** Code to run with its arguments, without the hints that came later. */
function codeIn({ scriptToExecute: script }: Readonly<Record<string, unknown>>): object | undefined {
  return isObject(script) ? { content: script.content, args: script.args } : undefined;
}

/** Undefined without any. */
function integrationsOf(actions: readonly ClientAction[]): object | undefined {
  const lastOf = (type: string) => actions.findLast((action) => action.type === type)?.[type];
  const chatwoot = lastOf('chatwoot');
  const googleAnalytics = lastOf('googleAnalytics');
  if (!isObject(chatwoot)) return isObject(googleAnalytics) ? { googleAnalytics } : undefined;
  const codeToExecute = codeIn(chatwoot);
  return { chatwoot: { codeToExecute }, googleAnalytics: isObject(googleAnalytics) ? googleAnalytics : undefined };
}
