import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestServer, type TestServer } from '../support/test-server.ts';
import { readCases } from './cases.ts';
import { compare } from './compare.ts';
import { OutsideWorld } from './outside-world.ts';
import { Referee } from './replay.ts';
vi.mock('../../src/blocks/registry.ts', async (original) => {
  const { blockKinds } = (await original()) as any;
  const b = '../../src/blocks/';
  const h: any = await import('../../src/blocks/http-request/http-request.ts');
  const rest: any[] = [h.httpRequest, h.zapier, h.makeCom, h.pabbly,
    (await import('../../src/blocks/google-analytics/google-analytics.ts')).googleAnalytics,
    (await import('../../src/blocks/pixel/pixel.ts')).pixel,
    (await import('../../src/blocks/chatwoot/chatwoot.ts')).chatwoot,
    (await import('../../src/blocks/email/email.ts')).email,
    (await import('../../src/blocks/google-sheets/google-sheets.ts')).googleSheets,
    (await import('../../src/blocks/openai-legacy/openai-legacy.ts')).openaiLegacy,
    ...(await import('../../src/blocks/forged/forged.ts')).forgedBlocks];
  return { blockKinds: new Map([...blockKinds, ...rest.map((k) => [k.type, k])]) };
});
const differences = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'differences.json'), 'utf8'));
const pick = /^(http|ssrf|integration|ai-openai|webhook--|api--|analytics--|sendemail|qr-code|basic-chat-comp|lead-gen-ai|skin|savings|quick-carb|high-ticket|loop-)/;
describe.each(['probes', 'assets', 'templates'])('%s', (name) => {
  const cases = readCases(`/work/shared/conformance/${name}`).filter((c) => pick.test(c.name));
  let world: OutsideWorld; let open: TestServer; let strict: TestServer; let referees: any;
  beforeAll(async () => {
    world = await OutsideWorld.open();
    open = await openTestServer({ allowPrivateHosts: '127.0.0.1' });
    strict = await openTestServer();
    referees = { open: new Referee(open.app, open.token, world), strict: new Referee(strict.app, strict.token, world) };
  });
  afterAll(async () => { await open.close(); await strict.close(); await world.close(); });
  it.each(cases.map((c) => [c.name, c] as const))('%s', async (n, c) => {
    const replayed = await (c.tags.includes('strict-ssrf') ? referees.strict : referees.open).replay(c);
    expect(compare(c, replayed, differences[n])).toEqual([]);
  }, 30000);
});
