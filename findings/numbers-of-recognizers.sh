#!/usr/bin/env bash
# The same figure has a point in the answer for German and a comma for French, Spanish and Portuguese; tomorrow at 15h30 loses its day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --no-audit --no-fund --loglevel=error @microsoft/recognizers-text-suite@1.3.1 >/dev/null
echo "@microsoft/recognizers-text-suite $(node -p "require('./node_modules/@microsoft/recognizers-text-suite/package.json').version")"
cat >program.mjs <<'PROGRAM'
import assert from 'node:assert/strict';
import recognizers from '@microsoft/recognizers-text-suite';

const { Culture, recognizeDateTime, recognizeNumber } = recognizers;
const numbers = (text, culture) => recognizeNumber(text, culture).map(({ resolution }) => resolution.value);
const rows = [
  ['0,5', Culture.German, ['0.5'], ['0.5']],
  ['0,5', Culture.French, ['0.5'], ['0,5']],
  ['0,5', Culture.Spanish, ['0.5'], ['0,5']],
  ['0,5', Culture.Portuguese, ['0.5'], ['0,5']],
  ['1\u202f234,56', Culture.French, ['1234.56'], ['1234,56']],
  ['1 234,56', Culture.French, ['1234.56'], []],
];
for (const [text, culture, expected, seen] of rows) {
  assert.deepEqual(numbers(text, culture), seen);
  console.log(`${JSON.stringify(text)} ${culture}: expected ${expected}, seen ${seen.join() || 'nothing'}`);
}
const at = new Date(Date.UTC(2026, 10, 28, 10));
const times = (text, culture) => recognizeDateTime(text, culture, undefined, at).map((found) => found.text);
assert.deepEqual(times('mañana a las 15h30', Culture.Spanish), ['mañana a las 15h30']);
assert.deepEqual(times('amanhã às 15h30', Culture.Portuguese), ['15h30']);
console.log('"mañana a las 15h30" is read whole, of "amanhã às 15h30" only "15h30": the day is lost.');
PROGRAM
node program.mjs
