#!/usr/bin/env bash
# A unit that touches a time, or the dot of a German day, loses half an hour or two days without a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --no-audit --no-fund --loglevel=error chrono-node@2.10.3 >/dev/null
echo "chrono-node $(node -p "require('./node_modules/chrono-node/package.json').version")"
cat >program.mjs <<'PROGRAM'
import assert from 'node:assert/strict';
import { GB } from 'chrono-node/en';

const read = (text) =>
  GB.parse(text, { instant: new Date('2026-11-28T10:00Z'), timezone: 0 })[0]?.start.date().toISOString().slice(0, 16);
const rows = [
  ['03/04/2027 15:30 h', '2027-04-03T15:30', '2027-04-03T15:30'],
  ['03/04/2027 15:30h', '2027-04-03T15:30', '2027-04-03T15:00'],
  ['03/04/2027 15 Uhr', '2027-04-03T15:00', '2027-04-03T15:00'],
  ['03/04/2027 15h', '2027-04-03T15:00', '2027-04-03T12:00'],
  ['3. April 2027', '2027-04-03T12:00', '2027-04-01T12:00'],
  ['3.4.2027', '2027-04-03T12:00', '2027-04-03T12:00'],
  ['3/4/27', '2027-04-03T12:00', '2027-04-03T12:00'],
  ['3.4.27', '2027-04-03T12:00', undefined],
];
for (const [text, expected, seen] of rows) {
  assert.equal(read(text), seen);
  console.log(`${text.padEnd(20)} expected ${expected}  seen ${seen ?? 'nothing'}${seen === expected ? '' : '  <-'}`);
}
PROGRAM
node program.mjs
