// Runs a script of this project on a bare checkout: installs the locked packages when they are missing or
// outdated, then starts the script with the Node.js version that the project pins as a package. `program` stands for the
// program itself, which is made from the sources first when they have changed (scripts/bundle.mjs).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [script, ...args] = process.argv.slice(2);
if (!script) {
  console.error('usage: node scripts/bootstrap.mjs SCRIPT [ARGUMENT ...]');
  process.exit(2);
}

const isWindows = process.platform === 'win32';
const stamp = path.join(root, 'node_modules', '.package-lock.json');
const lock = path.join(root, 'package-lock.json');
if (!existsSync(stamp) || statSync(stamp).mtimeMs < statSync(lock).mtimeMs) {
  console.error('Installing packages (npm ci) ...');
  // npm sets the log level of a parent `npm test` in the environment; the exit code is all that matters here.
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: isWindows,
  });
  if (install.status !== 0) {
    console.error('npm ci failed: the packages could not be installed. Check the network and run it again.');
    process.exit(install.status ?? 1);
  }
}

const node = path.join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
const child = spawn(node, command(), {
  stdio: 'inherit',
  env: {
    NODE_NO_WARNINGS: '1',
    // Compiled modules are kept beside the packages: the second start takes half the time.
    NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'compiled'),
    ...process.env,
  },
});
// Ctrl-C of a terminal arrives at the child as well; it takes the second one for the same.
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => child.kill(signal));
// npm runs scripts in a shell that dies of a signal without passing it on: the child must not outlive it unnoticed.
if (process.env.npm_lifecycle_event) {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
}
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 0)));

/** The arguments of Node.js. */
function command() {
  if (script !== 'program') return [path.join(root, script), ...args];
  const program = path.join(root, 'dist', 'program', 'main.js');
  if (!existsSync(program) || statSync(program).mtimeMs < newestSource()) {
    const bundle = spawnSync(node, [path.join(root, 'scripts', 'bundle.mjs')], { stdio: ['ignore', 2, 2] });
    if (bundle.status !== 0) process.exit(bundle.status ?? 1);
  }
  // Under load the memory grows to twice as much without them, and turns are no faster (docs/decisions/0012).
  const { config } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return [...config.nodeFlags.split(' '), program, ...args];
}

/** When the youngest of the files that make the program was changed, in ms since 1970. */
function newestSource() {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true });
  const times = files
    .filter((file) => file.isFile() && !file.name.endsWith('.test.ts'))
    .map((file) => statSync(path.join(file.parentPath, file.name)).mtimeMs);
  return Math.max(statSync(lock).mtimeMs, statSync(path.join(root, 'scripts', 'bundle.mjs')).mtimeMs, ...times);
}
