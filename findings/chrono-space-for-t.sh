#!/usr/bin/env bash
# A range of two date-times with a space in them is read as a few hours of the first one.
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

const read = (text) => {
  const [found] = GB.parse(text, { instant: new Date('2026-11-28T10:00Z'), timezone: 0 });
  const iso = (part) => part?.date().toISOString().slice(0, 16);
  return { text: found.text, start: iso(found.start), end: iso(found.end) };
};
const show = (text, expected, seen, why) => {
  assert.deepEqual(read(text), seen);
  console.log(`\n${text}\n  expected ${expected}\n  seen     ${JSON.stringify(seen)}\n  ${why}`);
};

show(
  '2027-04-03T10:00 to 2027-04-05T11:30',
  '3 April 10:00 to 5 April 11:30',
  { text: '2027-04-03T10:00 to 2027-04-05T11:30', start: '2027-04-03T10:00', end: '2027-04-05T11:30' },
  'With a T between date and time all is well.',
);
show(
  '2027-04-03 10:00 to 2027-04-05 11:30',
  'the same: databases write a space, and RFC 3339 §5.6 allows it',
  { text: '2027-04-03 10:00 to 2027-04', start: '2027-04-03T14:00', end: '2027-04-04T00:27' },
  'The end is read as 20:27 with the month of the second date, -04, as zone, which the start gets too.',
);
show(
  '03/04/2027-05/04/2027',
  '3 April to 5 April, as with spaces around the hyphen',
  { text: '03/04/2027-05', start: '2027-04-03T17:00', end: undefined },
  'The day of the second date is a zone here.',
);
show(
  '2027-04-03T14',
  '3 April 2027, 14:00 (ISO 8601, to the hour)',
  { text: '04-03', start: '2026-11-28T07:00', end: undefined },
  'Today at four, in the zone -03.',
);
PROGRAM
node program.mjs
