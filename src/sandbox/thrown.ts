/** What is known of something that a script threw. */
export interface Description {
  readonly name: string;
  readonly message: string;
  /** It says nothing: it is `undefined` or `null`, or could not be read. */
  readonly isEmpty: boolean;
}

/**
 * Makes a function that describes what a script threw, whatever it is: name and message of an error, an object without
 * a message as JSON, anything else as text.
 *
 * Self-contained, because its source text is evaluated inside every script context.
 */
export function createDescriber(): (thrown: unknown) => Description {
  const { apply } = Reflect;
  const { slice } = String.prototype;
  const { stringify } = JSON;
  const toText = String;
  const maxName = 100;
  const maxMessage = 10_000;

  const textOf = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return toText(value);
    return stringify(value) ?? 'The script failed';
  };
  return (thrown) => {
    let name = 'Error';
    let message = 'The script failed';
    let isEmpty = thrown === undefined || thrown === null;
    try {
      const error = thrown as { name?: unknown; message?: unknown } | undefined | null;
      if (typeof error === 'object' && error !== null && error.message !== undefined) {
        if (error.name !== undefined) name = textOf(error.name);
        // The name is all that an error without a message says.
        message = textOf(error.message) || name;
      } else message = textOf(thrown);
    } catch {
      // Reading a thrown value runs the script's getters, which may throw in turn, and some have no JSON.
      isEmpty = true;
    }
    return { name: apply(slice, name, [0, maxName]), message: apply(slice, message, [0, maxMessage]), isEmpty };
  };
}
