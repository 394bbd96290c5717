/** What is known of something that a script threw. */
export interface Description {
  readonly name: string;
  readonly message: string;
  /** It says nothing: it is `undefined` or `null`, or could not be read. */
  readonly isEmpty: boolean;
}

/**
 * Makes a function that describes what a script threw, whatever it is: name and message of an error, an object without
 * a message and a blank text as JSON, anything else as text.
 *
 * Self-contained, because its source text is evaluated inside every script context.
 */
export function createDescriber(): (thrown: unknown) => Description {
  const { apply } = Reflect;
  const { slice, trim } = String.prototype;
  const { stringify } = JSON;
  const toText = String;
  const maxName = 100;
  const maxMessage = 10_000;

  const textOf = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return toText(value);
    return stringify(value) ?? 'The script failed';
  };
  const isBlank = (text: string): boolean => apply(trim, text, []) === '';
  return (thrown) => {
    let name = 'Error';
    let message = 'The script failed';
    let isEmpty = thrown === undefined || thrown === null;
    try {
      const error = thrown as { name?: unknown; message?: unknown } | undefined | null;
      if (typeof error === 'object' && error !== null && error.message !== undefined) {
        const ownName = error.name === undefined ? '' : textOf(error.name);
        if (!isBlank(ownName)) name = ownName;
        const ownMessage = textOf(error.message);
        // The name is all that an error without a message says.
        message = isBlank(ownMessage) ? name : ownMessage;
      } else {
        const text = textOf(thrown);
        message = isBlank(text) ? stringify(text) : text;
      }
    } catch {
      // Reading a thrown value runs the script's getters, which may throw in turn, and some have no JSON.
      isEmpty = true;
    }
    return { name: apply(slice, name, [0, maxName]), message: apply(slice, message, [0, maxMessage]), isEmpty };
  };
}
