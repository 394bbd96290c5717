import { createInterface, type Interface } from 'node:readline';

/** Where a conversation is shown and typed. */
export interface Terminal {
  write(line: string): void;
  /** A typed line; undefined when there will be no more. */
  ask(): Promise<string | undefined>;
  close(): void;
}

/**
 * A terminal on two streams. Whatever is not typed by hand is repeated in the output, so that a conversation from a
 * pipe can be read like one at a keyboard.
 */
export function openTerminal(input: NodeJS.ReadStream, output: NodeJS.WritableStream): Terminal {
  const isTyped = input.isTTY === true;
  const lines: Interface = createInterface({ input, output, terminal: isTyped, prompt: '> ' });
  const reader = lines[Symbol.asyncIterator]();
  const write = (line: string) => void output.write(`${line}\n`);
  return {
    write,
    async ask() {
      if (isTyped) lines.prompt();
      const { value, done } = await reader.next();
      if (done) return undefined;
      if (!isTyped) write(`> ${value}`);
      return value;
    },
    close: () => lines.close(),
  };
}
