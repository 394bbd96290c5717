// Writes the pages of the documentation that are made from tables of the program:
//   node scripts/bootstrap.mjs scripts/generate-docs.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { referencePages } from './reference-pages.ts';

const root = path.dirname(import.meta.dirname);
for (const [file, text] of referencePages()) {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
  console.log(`wrote ${file}`);
}
