#!/usr/bin/env bash
# A helper for amounts of Stripe makes payments in Ugandan shillings a hundredfold too small.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --no-audit --no-fund --loglevel=error zero-decimal-currencies@1.6.0 >/dev/null
echo "zero-decimal-currencies $(node -p "require('./node_modules/zero-decimal-currencies/package.json').version")"
cat >program.mjs <<'PROGRAM'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const smallestUnit = require('zero-decimal-currencies').default;
const rows = [
  [5, 'JPY', '5', '5', 'no smaller unit'],
  [5, 'ISK', '500', '500', 'none either, but two decimals in the API'],
  [5, 'UGX', '500', '5', 'the same rule as ISK: docs.stripe.com/currencies, "Special cases": to charge 5 UGX, give 500'],
];
for (const [amount, currency, expected, seen, why] of rows) {
  assert.equal(String(smallestUnit(amount, currency)), seen);
  console.log(`${amount} ${currency}: expected ${expected}, seen ${seen} (${why})`);
}
PROGRAM
node program.mjs
