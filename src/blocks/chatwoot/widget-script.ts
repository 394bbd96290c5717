import type { BlockContext } from '../../engine/block.ts';
import { scriptName } from '../../engine/language/code.ts';
import { resultText } from '../../engine/language/interpolate.ts';
import { guessType } from '../../flow/values.ts';

/** An author-written text as a JavaScript expression, and the variables that the expression names. */
interface Expression {
  readonly code: string;
  readonly variableIds: readonly string[];
}

/**
 * Turns a text with references into an expression for a script of the client: literal parts are quoted and variables
 * become names, so nothing that a person typed is ever code. No text is `undefined`.
 *
 * @example await expressionOf(context, 'user-{{Id}}') // code: '"user-" + (v1 ?? "")'
 */
export async function expressionOf(context: BlockContext, template: string | undefined): Promise<Expression> {
  if (!template) return { code: 'undefined', variableIds: [] };
  const parts: string[] = [];
  const variableIds: string[] = [];
  let from = 0;
  const quote = (literal: string) => {
    if (literal !== '') parts.push(JSON.stringify(literal));
  };
  for (const { token, value } of await context.tokens(template)) {
    quote(template.slice(from, token.start));
    from = token.end;
    const variable = token.kind === 'reference' ? context.variables.named(token.content) : undefined;
    if (variable) {
      variableIds.push(variable.id);
      parts.push(`(${scriptName(variable.id)} ?? "")`);
    } else if (token.kind === 'code') quote(resultText(value));
  }
  quote(template.slice(from));
  return { code: parts.join(' + ') || '""', variableIds };
}

/** Values of variables as arguments of a script, each once. */
export function argumentsFor(context: BlockContext, expressions: readonly Expression[]) {
  const ids = new Set(expressions.flatMap(({ variableIds }) => variableIds));
  return Array.from(ids, (id) => {
    const value = guessType(context.variables.get(id));
    return { id: scriptName(id), value };
  });
}

/** What the widget is opened with, each as a JavaScript expression. */
export interface WidgetExpressions {
  readonly websiteToken: string;
  readonly baseUrl: string;
  /** Present when the author says who the person is. */
  readonly user?: {
    readonly identifier: string;
    readonly email: string;
    readonly name: string;
    readonly avatarUrl: string;
    readonly phoneNumber: string;
  };
}

/** Opens the widget, after loading it where the page does not have it yet. */
export function openingScript({ websiteToken, baseUrl, user }: WidgetExpressions): string {
  const setUser = user
    ? `
  widget.setUser(${user.identifier}, {
    email: ${user.email},
    name: ${user.name},
    avatar_url: ${user.avatarUrl},
    phone_number: ${user.phoneNumber},
  });`
    : '';
  return `window.addEventListener("chatwoot:error", (event) => console.error("Chatwoot", event.detail));
const open = () => {
  const widget = window.$chatwoot;${setUser}
  window.Typebot?.unmount?.();
  widget.toggle("open");
};
if (window.$chatwoot) open();
else {
  const baseUrl = ${baseUrl};
  window.addEventListener("chatwoot:ready", open, { once: true });
  const script = document.createElement("script");
  script.src = baseUrl + "/packs/js/sdk.js";
  script.async = true;
  script.onload = () => window.chatwootSDK.run({ websiteToken: ${websiteToken}, baseUrl });
  document.head.append(script);
}`;
}

/** Closes the widget where the page has it. */
export const closingScript = `if (window.$chatwoot) {
  window.$chatwoot.toggle("close");
  window.$chatwoot.toggleBubbleVisibility("hide");
}`;
