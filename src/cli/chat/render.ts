import type { AnswerAction, AnswerBubble, ChatAnswer } from './answer.ts';

/** What a terminal shows of an answer, in the order in which a client would play it. */
export function answerLines(answer: ChatAnswer): string[] {
  const { messages, clientSideActions: actions, logs } = answer;
  const known = new Set(messages.map(({ id }) => id));
  const after = (id: string | undefined) =>
    actions
      .filter(({ lastBubbleBlockId: last }) => (last !== undefined && known.has(last) ? last : undefined) === id)
      .map(actionLine);
  const shown = new Set<string>();
  const lines = after(undefined);
  messages.forEach((bubble, index) => {
    lines.push(...bubbleLines(bubble));
    // A bubble that appears more than once has its actions after the last one.
    const isLast = !messages.slice(index + 1).some(({ id }) => id === bubble.id);
    if (isLast && !shown.has(bubble.id)) lines.push(...after(bubble.id));
    if (isLast) shown.add(bubble.id);
  });
  for (const { status = 'error', description, details } of logs) {
    lines.push(`  [${status}] ${description}${details ? `: ${details}` : ''}`);
  }
  return lines;
}

/** A bubble as lines of text. */
export function bubbleLines({ type, content }: AnswerBubble): string[] {
  if (type === 'text') {
    const text = typeof content.markdown === 'string' ? content.markdown.trim() : '';
    return text === '' ? [] : text.split('\n');
  }
  const url = content.url ?? content.id;
  return [`[${type}] ${typeof url === 'string' ? url : '(no address)'}`];
}

/** What a browser would do now, in words. */
export function actionLine(action: AnswerAction): string {
  switch (action.type) {
    case 'wait':
      return `  (waits ${field(action.wait, 'secondsToWaitFor') ?? '?'} s)`;
    case 'redirect':
      return `  (redirect to ${field(action.redirect, 'url') ?? 'nowhere'})`;
    case 'scriptToExecute':
      return '  (a script for the browser, not run here)';
    case 'setVariable':
      return '  (a script of the browser would set a variable here)';
    case 'httpRequestToExecute':
      return `  (the browser would request ${field(action.httpRequestToExecute, 'url') ?? 'something'} here)`;
    case 'listenForWebhook':
      return '  (waits for a webhook)';
    default:
      return `  (${action.type})`;
  }
}

function field(value: unknown, key: string): string | undefined {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
