// Writes the reference pages of all kinds of block to docs/blocks/, and removes pages of kinds that are gone.
import fs from 'node:fs';
import path from 'node:path';
import { makePages, pageFiles, pageFolder } from './block-docs/pages.ts';

const files = pageFiles(await makePages());
fs.mkdirSync(pageFolder, { recursive: true });
for (const name of fs.readdirSync(pageFolder)) {
  if (!files.has(name)) fs.rmSync(path.join(pageFolder, name));
}
for (const [name, content] of files) fs.writeFileSync(path.join(pageFolder, name), content);
console.log(`${files.size} files in ${path.relative(process.cwd(), pageFolder)}`);
