#!/usr/bin/env bash
# A contact card of an iPhone or of WhatsApp loses the names of its numbers when it is read and written again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --no-audit --no-fund --loglevel=error vcf@2.1.2 >/dev/null
echo "vcf $(node -p "require('./node_modules/vcf/package.json').version")"
cat >program.mjs <<'PROGRAM'
import assert from 'node:assert/strict';
import Card from 'vcf';

const lines = [
  'BEGIN:VCARD',
  'VERSION:3.0',
  'N:Doe;Ann;;;',
  'FN:Doe\\, Ann',
  'item1.TEL;waid=5215512345678:+52 1 55 1234 5678',
  'item1.X-ABLabel:Shop',
  'END:VCARD',
];
const card = new Card().parse(`${lines.join('\r\n')}\r\n`);
const written = card.toString('3.0').split(/\r?\n/);
const rows = [
  ['label of the number', 'item1.X-ABLabel:Shop', written.find((line) => line.endsWith(':Shop')), 'item1.X-AB-LABEL:Shop'],
  ['name as a value', 'Doe, Ann', card.get('fn').valueOf(), 'Doe\\, Ann'],
];
for (const [what, expected, got, seen] of rows) {
  assert.equal(got, seen);
  console.log(`${what}: expected ${expected}, seen ${seen}`);
}
console.log('X-AB-LABEL is a name that no address book knows; RFC 6350 §3.4 has the backslash as an escape, not as text.');
PROGRAM
node program.mjs
