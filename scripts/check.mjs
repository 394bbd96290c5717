// Runs every check, all of them whatever the earlier ones say, and ends with the code of the first that failed.
// Arguments are handed to vitest: `npm test -- src/flow` runs the tests of one folder.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePostgres } from './install-postgres.ts';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(path.join(tmpdir(), 'repartee-check-'));
const resultFile = path.join(scratch, 'result.json');

/** @type {[name: string, file: string, args: string[]][]} */
const checks = [
  ['format and lint', '@biomejs/biome/bin/biome', ['check', '.']],
  ['types', 'typescript/bin/tsc', ['--noEmit']],
  [
    'tests',
    'vitest/vitest.mjs',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`, ...process.argv.slice(2)],
  ],
];

ensurePostgres();
let exitCode = 0;
for (const [name, file, args] of checks) {
  console.log(`\n== ${name}`);
  const code = await run(path.join(root, 'node_modules', file), args);
  if (code !== 0) console.log(`== ${name}: failed (exit code ${code})`);
  exitCode ||= code;
}
console.log(summary());
rmSync(scratch, { recursive: true });
process.exitCode = exitCode;

/** Runs a tool of the project with the Node.js that runs this script. */
function run(file, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function summary() {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(resultFile, 'utf8'));
    return `tests: ${numPassedTests} passed, ${numFailedTests} failed`;
  } catch (error) {
    exitCode ||= 1;
    return `tests: 0 passed, 0 failed (vitest left no result: ${error.message})`;
  }
}
