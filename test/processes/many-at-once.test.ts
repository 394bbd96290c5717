import { afterAll, beforeAll, expect, it } from 'vitest';
import { openServers, type Servers } from '../support/many-at-once.ts';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../support/postgres.ts';

/** Rounds of messages; the bench does many more. */
const rounds = Number(process.env.LINE_ROUNDS ?? 5);
const messages = 50;
const patience = 240_000 + rounds * 10_000;

describeWithPostgres('many messages of one person at three processes', () => {
  let database: TestDatabase;
  let servers: Servers;
  beforeAll(async () => {
    database = await createDatabase();
    servers = await openServers(database.url, 3);
  }, patience);
  afterAll(async () => {
    await servers.close();
    await database.drop();
  });

  it('are all answered, each process taking its own in order of arrival', { timeout: patience }, async () => {
    const { sessionId, resultId } = await servers.start();
    const byServer: string[][] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      const sent = await servers.sendAtOnce(sessionId, messages);
      for (const [i, answers] of sent.entries()) {
        byServer[i]!.push(...answers.map(({ text }) => text));
        for (const { text, status, answer } of answers) {
          expect([text, status]).toEqual([text, 200]);
          expect(answer).toContain(`"text":"${text}"`);
        }
      }
    }
    const stored = await database.rows('SELECT content FROM answers WHERE result_id = $1 ORDER BY id', [resultId]);
    const contents = stored.map(({ content }) => String(content));
    expect(contents.toSorted()).toEqual(byServer.flat().toSorted());
    for (const own of byServer) expect(contents.filter((content) => own.includes(content))).toEqual(own);
  });

  it('are all answered, in whatever order they arrive', { timeout: patience }, async () => {
    for (let round = 0; round < rounds; round++) {
      const { sessionId } = await servers.start();
      const refusals = await servers.sendOverManyConnections(sessionId, messages);
      expect(refusals, servers.logs()).toEqual([]);
    }
    expect(await database.rows('SELECT id FROM waiting_turns')).toEqual([]);
  });
});
