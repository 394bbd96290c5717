#!/usr/bin/env bash
# Exports of WhatsApp from phones with the year first change day and month, those in Chinese and Korean morning and afternoon.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --no-audit --no-fund --loglevel=error whatsapp-chat-parser@4.0.2 >/dev/null
echo "whatsapp-chat-parser $(node -p "require('./node_modules/whatsapp-chat-parser/package.json').version")"
cat >program.mjs <<'PROGRAM'
import assert from 'node:assert/strict';
import { parseString } from 'whatsapp-chat-parser';

process.env.TZ = 'UTC';
const rows = [
  ['2023-08-05, 5:46 p.m. - Ann: hi', ['2023-08-05T17:46 Ann'], ['2023-05-08T17:46 Ann']],
  [
    '2023-08-05, 5:46 p.m. - Ann: hi\n2023-08-13, 5:47 p.m. - Ann: again',
    ['2023-08-05T17:46 Ann', '2023-08-13T17:47 Ann'],
    ['2023-08-05T17:46 Ann', '2023-08-13T17:47 Ann'],
  ],
  ['[2023/8/13 下午3:30:12] Ann: hi', ['2023-08-13T15:30 Ann'], ['2023-08-13T03:30 Ann']],
  ['2023. 8. 13. 오후 3:30 - Ann: hi', ['2023-08-13T15:30 Ann'], ['2023-08-13T03:30 Ann']],
];
for (const [text, expected, seen] of rows) {
  const got = parseString(text).map(({ date, author }) => `${date.toISOString().slice(0, 16)} ${author}`);
  assert.deepEqual(got, seen);
  const note = JSON.stringify(expected) === JSON.stringify(seen) ? '' : '  <-';
  console.log(`${JSON.stringify(text)}\n  expected ${expected.join(', ')}\n  seen     ${seen.join(', ')}${note}`);
}
console.log('A year at the beginning is followed by the day until some day is above the twelfth; 下午 and 오후 are skipped.');
PROGRAM
node program.mjs
