/**
 * Gives `RegExp` of the realm it runs in the static properties of old: `$1` to `$9`, `lastMatch`, `leftContext` and so
 * on, which tell of the last match. Keeping track of it slows every search down, so it is done only for scripts that
 * ask for it; in others these properties throw, rather than tell nothing.
 *
 * Self-contained, because its source text is evaluated inside every script context.
 *
 * @returns starts keeping track
 */
export function installLegacyRegExp(): () => void {
  type Last = { readonly input: string; readonly index: number; readonly groups: readonly (string | undefined)[] };
  const { apply, defineProperty } = Reflect;
  const { exec } = RegExp.prototype;
  const { slice } = String.prototype;
  const ErrorOf = Error;
  let isTracking = false;
  let last: Last = { input: '', index: 0, groups: [''] };

  const group = (at: number): string => (at >= 0 && at < last.groups.length ? (last.groups[at] ?? '') : '');
  const define = (names: string, read: () => string): void => {
    for (const name of apply(String.prototype.split, names, [' ']) as string[]) {
      defineProperty(RegExp, name, {
        configurable: true,
        get() {
          if (!isTracking) throw new ErrorOf(`RegExp.${name} is not available here: use the result of match or exec`);
          return read();
        },
        set() {},
      });
    }
  };
  for (let at = 1; at <= 9; at += 1) define(`$${at}`, () => group(at));
  define('input $_', () => last.input);
  define('lastMatch $&', () => group(0));
  define('lastParen $+', () => (last.groups.length > 1 ? group(last.groups.length - 1) : ''));
  define('leftContext $`', () => apply(slice, last.input, [0, last.index]));
  define("rightContext $'", () => apply(slice, last.input, [last.index + group(0).length]));

  return () => {
    isTracking = true;
    const tracked = {
      exec(this: RegExp, text: unknown): RegExpExecArray | null {
        const match = apply(exec, this, [text]) as RegExpExecArray | null;
        if (match !== null) {
          // A copy, because the script may change what it gets.
          const groups: (string | undefined)[] = [];
          for (let i = 0; i < match.length; i += 1) defineProperty(groups, i, { value: match[i] });
          last = { input: match.input, index: match.index, groups };
        }
        return match;
      },
    };
    defineProperty(RegExp.prototype, 'exec', { value: tracked.exec, writable: true, configurable: true });
  };
}
