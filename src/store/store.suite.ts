import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from './store.ts';

/** The suites of the parts of the store: every `*.suite.ts` beside this file that exports a `suite`. */
const parts: readonly { name: string; suite: (store: () => Store) => void }[] = await Promise.all(
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.suite.ts') && file !== path.basename(import.meta.filename))
    .map(async (file) => ({ name: path.basename(file, '.suite.ts'), ...(await import(`./${file}`)) })),
);

/**
 * What every implementation of the store has to do.
 *
 * @param open makes a store with nothing in it; it is closed after each test
 */
export function storeSuite(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    describe.each(parts.filter(({ suite }) => suite))('$name', ({ suite }) => suite(() => store));
  });
}
