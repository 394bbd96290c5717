#!/usr/bin/env bash
# quickjs-emscripten-core 0.32.0 with @jitl/quickjs-wasmfile-release-sync 0.32.0: scripts that look for a feature are
# told the wrong thing.
#
# Expected of an engine of 2025: no `Set.groupBy` (no specification has it), `Array.fromAsync`, and either the old
# `RegExp.$1` or a mistake that is noticed. Seen: the first exists, the second does not, and `RegExp.$1` is `undefined`
# without an error, so `'Call ' + RegExp.$1` says "Call undefined" to people.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --silent --no-audit --no-fund quickjs-emscripten-core@0.32.0 @jitl/quickjs-wasmfile-release-sync@0.32.0

cat >show.mjs <<'JS'
import assert from 'node:assert/strict';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';

const engine = await newQuickJSWASMModuleFromVariant(variant);
const rows = [
  ['typeof Set.groupBy', 'undefined', 'function'],
  ['typeof Array.fromAsync', 'function', 'undefined'],
  ['/(5\\d+)/.test("call 5550100"); String(RegExp.$1)', '5550100', 'undefined'],
];
for (const [code, expected, seen] of rows) {
  const value = engine.evalCode(code);
  console.log(`${code}   expected ${expected} - seen ${value}`);
  assert.equal(value, seen);
}
JS
node show.mjs
echo 'Unchanged: these names are there and not there in quickjs-emscripten-core 0.32.0.'
