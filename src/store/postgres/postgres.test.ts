import { afterAll, beforeAll } from 'vitest';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/postgres.ts';
import { storeSuite } from '../store.suite.ts';
import { openPostgresStore } from './open.ts';

describeWithPostgres('the store on PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  storeSuite('PostgreSQL', async () => {
    const store = await openPostgresStore({ url: database.url });
    await database.clear();
    return store;
  });
});
