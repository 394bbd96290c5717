/**
 * Cleans an author's style sheet: comments go, every rule that mentions the badge `lite-badge` goes, and so do
 * at-rules that this leaves empty (chat-api §13.1). What goes takes the space in front of it along.
 */
export function cleanCss(css: string): string {
  const indent = css.slice(0, css.length - css.trimStart().length);
  const withoutComments = css.replace(/(?<!\s)\s*\/\*[\s\S]*?(?:\*\/|$)/g, '');
  return indent + removeBadgeRules(withoutComments, maxNesting).trimStart();
}

/** At-rules nested deeper are kept or removed as a whole. */
const maxNesting = 20;

interface Rule {
  readonly start: number;
  /** Offsets of the braces. */
  readonly open: number;
  readonly close: number;
}

function removeBadgeRules(css: string, nesting: number): string {
  if (!css.includes('lite-badge')) return css;
  let kept = '';
  let from = 0;
  for (const rule of topLevelRules(css)) {
    kept += css.slice(from, rule.start);
    from = rule.close + 1;
    const text = css.slice(rule.start, from);
    const isNested =
      nesting > 0 && text.trimStart().startsWith('@') && css.slice(rule.open + 1, rule.close).includes('{');
    if (!isNested) {
      if (!text.includes('lite-badge')) kept += text;
      continue;
    }
    const body = removeBadgeRules(css.slice(rule.open + 1, rule.close), nesting - 1);
    if (body.trim() !== '') kept += `${css.slice(rule.start, rule.open + 1)}${body}}`;
  }
  return kept + css.slice(from);
}

function topLevelRules(css: string): Rule[] {
  const rules: Rule[] = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (let i = 0; i < css.length; i++) {
    const character = css[i];
    if (character === '{') {
      if (depth === 0) open = i;
      depth++;
    } else if (character === '}' && depth > 0) {
      depth--;
      if (depth === 0) {
        rules.push({ start, open, close: i });
        start = i + 1;
      }
    } else if (character === ';' && depth === 0) {
      start = i + 1;
    }
  }
  return rules;
}
