#!/usr/bin/env bash
# @fastify/rate-limit 11.2.0: two routes with one limit in their config and one `groupId` count apart.
#
# Expected: `groupId` is there for a limit that several routes share, so after one request to the first route the second
# one refuses. Seen: each allows the whole limit. The group becomes a part of the key, but every route has a store of its
# own. One hook from `app.rateLimit()` on both routes counts together.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --silent --no-audit --no-fund fastify@5.12.8 @fastify/rate-limit@11.2.0

cat >show.mjs <<'JS'
import assert from 'node:assert/strict';
import rateLimit from '@fastify/rate-limit';
import Fastify from 'fastify';

const once = { max: 1, timeWindow: 60_000 };
async function statuses(addRoutes) {
  const app = Fastify();
  await app.register(rateLimit, { global: false });
  addRoutes(app);
  const seen = [];
  for (const url of ['/new', '/old', '/new']) seen.push((await app.inject({ url })).statusCode);
  await app.close();
  return seen;
}
const answer = () => 'ok';
const byGroup = await statuses((app) => {
  for (const url of ['/new', '/old']) app.get(url, { config: { rateLimit: { ...once, groupId: 'chat' } } }, answer);
});
const byHook = await statuses((app) => {
  const hook = app.rateLimit(once);
  for (const url of ['/new', '/old']) app.get(url, { onRequest: hook }, answer);
});
console.log('one groupId   expected 200,429,429 - seen', String(byGroup));
console.log('one hook      expected 200,429,429 - seen', String(byHook));
assert.deepEqual(byGroup, [200, 200, 429]);
assert.deepEqual(byHook, [200, 429, 429]);
JS
node show.mjs
echo 'Unchanged: @fastify/rate-limit 11.2.0 counts the routes of a group apart.'
