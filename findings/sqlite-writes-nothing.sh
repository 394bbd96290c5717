#!/usr/bin/env bash
# An UPDATE that changes nothing writes nothing in WAL mode, so it does not find out that a disk is full.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm pkg set --json allowScripts.node=true
npm install --no-save --no-audit --no-fund --loglevel=error node@24.21.0 >/dev/null
cat >program.mjs <<'PROGRAM'
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

console.log('node', process.version, 'sqlite', process.versions.sqlite);
const database = new DatabaseSync('data.db');
database.exec('PRAGMA journal_mode = WAL; CREATE TABLE probe (c INTEGER); INSERT INTO probe VALUES (1)');
const size = () => statSync('data.db-wal').size;
const written = (sql) => {
  const before = size();
  const { changes } = database.prepare(sql).run();
  return { changes, bytes: size() - before };
};
const same = written('UPDATE probe SET c = c');
const other = written('UPDATE probe SET c = c + 1');
assert.deepEqual(same, { changes: 1, bytes: 0 });
assert.equal(other.changes, 1);
assert.ok(other.bytes > 0);
console.log('UPDATE probe SET c = c      expected: a page in the log, as for any change of one row; seen:', same);
console.log('UPDATE probe SET c = c + 1 ', other);
console.log('A cell with the same bytes is left alone, the page stays clean and the commit empty: no probe of a disk.');
PROGRAM
node_modules/.bin/node program.mjs
