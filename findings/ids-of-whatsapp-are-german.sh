#!/usr/bin/env bash
# Ids of WhatsApp, digits without a plus, are valid numbers of Germany and Austria: which one depends on the default country.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --no-audit --no-fund --loglevel=error libphonenumber-js@1.13.16 >/dev/null
echo "libphonenumber-js $(node -p "require('./node_modules/libphonenumber-js/package.json').version")"
cat >program.mjs <<'PROGRAM'
import assert from 'node:assert/strict';
import { parsePhoneNumberFromString } from 'libphonenumber-js';

const people = [
  ['Argentina', '5491123456789'],
  ['Brazil', '5511912345678'],
  ['France', '33612345678'],
  ['India', '919876543210'],
  ['Indonesia', '6281234567890'],
  ['Mexico', '5215512345678'],
  ['United Kingdom', '447911123456'],
];
for (const [country, id] of people) {
  const german = parsePhoneNumberFromString(id, 'DE');
  const spanish = parsePhoneNumberFromString(id, 'ES');
  assert.equal(german?.number, `+49${id}`);
  assert.equal(german.isValid(), true);
  assert.notEqual(spanish?.isValid() && spanish.number, `+34${id}`);
  console.log(`${country.padEnd(15)} ${id.padEnd(14)} default DE: ${german.number}, valid; default ES: ${spanish?.number}`);
}
console.log('Expected: no valid number, or that of the person. Numbers of the German plan have up to fifteen digits and any');
console.log('first one, so an id needs its plus before it is parsed with a default country.');
PROGRAM
node program.mjs
