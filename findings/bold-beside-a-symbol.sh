#!/usr/bin/env bash
# mdast-util-from-markdown 2.1.0 (micromark 4.0.3): whether a star beside a symbol opens or closes a mark depends on the
# symbol's code point, and not only on its class.
#
# Expected: CommonMark 0.31 counts every character of the classes P and S as punctuation, so neither `**a★**b` nor
# `**a🎉**b` is bold. Seen: the one beyond U+FFFF is, since half of its pair is looked at and counts as a letter. Texts
# that people write get bold in one reader and stars in the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-save --silent --no-audit --no-fund mdast-util-from-markdown@2.1.0 micromark@4.0.3 commonmark@0.31.2

cat >show.mjs <<'JS'
import assert from 'node:assert/strict';
import { HtmlRenderer, Parser } from 'commonmark';
import { fromMarkdown } from 'mdast-util-from-markdown';

const isBold = (text) => fromMarkdown(text).children[0].children.some(({ type }) => type === 'strong');
const isBoldForReference = (text) =>
  new HtmlRenderer().render(new Parser().parse(text)).includes('<strong>');
const rows = ['**a\u2605**b', '**a\u{1F389}**b'].map((text) => [text, isBold(text), isBoldForReference(text)]);
for (const [text, seen, reference] of rows) {
  console.log(`${text}   bold: expected false - seen ${seen} (commonmark.js ${reference})`);
}
assert.deepEqual(rows.map(([, seen]) => seen), [false, true]);
JS
node show.mjs
echo 'Unchanged: mdast-util-from-markdown 2.1.0 takes half of a symbol for a letter.'
