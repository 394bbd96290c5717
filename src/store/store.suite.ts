import { afterEach, beforeEach, describe } from 'vitest';
import { accountsSuite } from './accounts.suite.ts';
import { botsSuite } from './bots.suite.ts';
import { jobsSuite } from './jobs.suite.ts';
import { journalSuite } from './journal.suite.ts';
import { resultsSuite } from './results.suite.ts';
import { sessionsSuite } from './sessions.suite.ts';
import type { Store } from './store.ts';
import { turnsSuite } from './turns.suite.ts';
import { uploadsSuite } from './uploads.suite.ts';

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

    describe('accounts', () => accountsSuite(() => store));
    describe('bots', () => botsSuite(() => store));
    describe('sessions', () => sessionsSuite(() => store));
    describe('turns', () => turnsSuite(() => store));
    describe('results', () => resultsSuite(() => store));
    describe('jobs', () => jobsSuite(() => store));
    describe('journal', () => journalSuite(() => store));
    describe('uploads', () => uploadsSuite(() => store));
  });
}
