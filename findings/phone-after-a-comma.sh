#!/usr/bin/env bash
# A phone number after a figure and a comma loses its last digits or its area code, and counts as valid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --no-audit --no-fund --loglevel=error libphonenumber-js@1.13.16 >/dev/null
echo "libphonenumber-js $(node -p "require('./node_modules/libphonenumber-js/package.json').version")"
cat >program.mjs <<'PROGRAM'
import assert from 'node:assert/strict';
import { searchPhoneNumbersInText } from 'libphonenumber-js';

const found = (text) => [...searchPhoneNumbersInText(text, { defaultCountry: 'DE' })].map(({ number }) => number.number);
const rows = [
  ['call me at 15:30 on 06123456789', '+496123456789', '+496123456789'],
  ['call me at 15:30, 06123456789', '+496123456789', '+4961234567'],
  ['house 12, 030 123456', '+4930123456', '+49123456'],
];
for (const [text, expected, seen] of rows) {
  assert.deepEqual(found(text), [seen]);
  console.log(`${text.padEnd(34)} expected ${expected}  seen ${seen}${seen === expected ? '' : '  <-'}`);
}
console.log('A comma announces an extension of at most nine digits; what is left of the candidate is tried in pieces.');
PROGRAM
node program.mjs
