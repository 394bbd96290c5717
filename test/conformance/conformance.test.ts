import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedFolder } from '../support/shared-folder.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';
import { type Difference, type RecordedCase, readCases } from './cases.ts';
import { compare } from './compare.ts';
import { OutsideWorld } from './outside-world.ts';
import { Referee } from './replay.ts';

const here = import.meta.dirname;
const readJson = (file: string) => JSON.parse(fs.readFileSync(path.join(here, file), 'utf8'));

/** Places where our answers differ on purpose, with the rule that asks for it. */
const differences: Record<string, Difference> = readJson('differences.json');
/** Cases that do not match yet, with the reason. The list only shrinks: a listed case that matches fails. */
const notYet: Record<string, string> = readJson('not-yet.json');
/** The same for cases that no server can match without an account at a third party. */
const thirdParty: Record<string, string> = readJson('third-party.json');

const sharedSuites = ['templates', 'assets'].flatMap((name) => {
  const folder = sharedFolder(name);
  return folder ? [{ name, folder }] : [];
});

const suites = [{ name: 'probes', folder: path.join(here, 'probes') }, ...sharedSuites];

describe.each(suites)('recorded $name', ({ folder }) => {
  const cases = readCases(folder);
  let world: OutsideWorld;
  let open: TestServer;
  let strict: TestServer;
  let referees: { open: Referee; strict: Referee };

  beforeAll(async () => {
    world = await OutsideWorld.open();
    open = await openTestServer({ allowPrivateHosts: '127.0.0.1' });
    strict = await openTestServer();
    referees = {
      open: new Referee(open.app, open.token, world),
      strict: new Referee(strict.app, strict.token, world),
    };
  });

  afterAll(async () => {
    await open.close();
    await strict.close();
    await world.close();
  });

  it.each(cases.map((recorded) => [recorded.name, recorded] as const))('%s', async (name, recorded) => {
    const referee = recorded.tags.includes('strict-ssrf') ? referees.strict : referees.open;
    const mismatches = await judge(referee, recorded);
    if (name in notYet || name in thirdParty) expect(mismatches, 'matches now: take it off the list').not.toEqual([]);
    else expect(mismatches).toEqual([]);
  });

  /** A conversation that the reference never answered must be answered by us; how is not compared. */
  async function judge(referee: Referee, recorded: RecordedCase) {
    const replayed = await referee.replay(recorded);
    return recorded.tags.includes('hang') && !differences[recorded.name]
      ? []
      : compare(recorded, replayed, differences[recorded.name]);
  }
});
