// Makes the program that `npm start` and the published command run: everything in a few files under dist/program. One
// file is read and compiled where hundreds would be, so the program starts in a fraction of the time and takes less
// memory. What is seldom needed stays in files of its own and is loaded then.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// As deep below the root as the sources are: they find the files of the package by relative paths.
const outdir = path.join(root, 'dist', 'program');

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/cli/main.ts', worker: 'src/sandbox/worker.ts' },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Names stay, for the traces of errors.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  // Seldom used, or found by their files at run time.
  external: ['pg', '@opentelemetry/*', '@jitl/*'],
  // Some packages ask for modules of Node.js in the old way.
  banner: {
    js: "import{createRequire as __requireFrom}from'node:module';const require=__requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
});
