import type { Settings } from '../../flow/settings.ts';
import type { DynamicTheme, Theme } from '../../flow/theme.ts';
import { fillDeep } from '../language/deep.ts';
import { interpolate, type Scope } from '../language/interpolate.ts';
import type { Frame } from '../turn/frame.ts';
import type { Turn } from '../turn/turn.ts';
import { cleanCss } from './custom-css.ts';

/** The theme as clients get it: texts filled in, style sheet cleaned. */
export async function filledTheme(turn: Turn): Promise<Theme> {
  const theme = await fillDeep(scopeOf(turn, turn.root), turn.root.program.theme);
  return theme.customCss === undefined ? theme : { ...theme, customCss: cleanCss(theme.customCss) };
}

/** All settings with texts filled in; what a client may see of them is the caller's choice. */
export async function filledSettings(turn: Turn): Promise<Settings> {
  return fillDeep(scopeOf(turn, turn.root), turn.root.program.settings);
}

/** The theme texts that change with variables, with their present values (chat-api §13.6). */
export async function filledDynamicTheme(turn: Turn): Promise<DynamicTheme | undefined> {
  const texts = turn.root.program.dynamicTheme;
  if (!texts) return undefined;
  const scope = scopeOf(turn, turn.current);
  const filled: Record<string, string> = {};
  for (const [key, text] of Object.entries(texts)) filled[key] = await interpolate(scope, text);
  return filled;
}

function scopeOf(turn: Turn, frame: Frame): Scope {
  return { program: turn.root.program, variables: frame.variables, guard: turn.guard, effects: turn.effects };
}
