// Measures conversations over HTTP and, in the same run, a bare HTTP server: only the ratio is comparable between
// machines. `npm run bench [SECONDS]` prints a table and writes bench/results/latest.json.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tenQuestions } from './bots.ts';
import { type Measurement, measure, type Work } from './driver.ts';

const seconds = Number(process.argv[2] ?? 5);
const here = import.meta.dirname;

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly publicId?: string;
  readonly startMs?: number;
}

function start(kind: 'hello' | 'repartee'): Promise<Started> {
  const child = fork(path.join(here, 'server-process.ts'), [kind], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Promise((resolve) => child.once('message', (facts: object) => resolve({ child, ...facts } as Started)));
}

function usage(child: ChildProcess): Promise<{ cpu: NodeJS.CpuUsage; memory: number }> {
  child.send('usage');
  return new Promise((resolve) => child.once('message', (facts) => resolve(facts as never)));
}

const hello = await start('hello');
const repartee = await start('repartee');
const startPath = `/api/v1/typebots/${repartee.publicId}/startChat`;
const { replies } = tenQuestions();

const scenarios: readonly { readonly name: string; readonly work: Work }[] = [
  { name: 'startChat', work: async (send) => void (await send('POST', startPath, {})) },
  {
    name: 'conversation of 10 questions',
    work: async (send) => {
      const { sessionId } = JSON.parse(await send('POST', startPath, {}));
      for (const message of replies) await send('POST', `/api/v1/sessions/${sessionId}/continueChat`, { message });
    },
  },
];

const rows: object[] = [];
for (const clients of [1, 8, 32]) {
  const calibrate = () =>
    measure(`http://127.0.0.1:${hello.port}`, async (send) => void (await send('GET', '/')), { clients, seconds: 2 });
  for (const { name, work } of scenarios) {
    const base = `http://127.0.0.1:${repartee.port}`;
    await measure(base, work, { clients, seconds: 1 });
    const before = await calibrate();
    const usedBefore = await usage(repartee.child);
    const measured = await measure(base, work, { clients, seconds });
    const used = await usage(repartee.child);
    const after = await calibrate();
    rows.push(row(name, clients, measured, (before.perSecond + after.perSecond) / 2, usedBefore.cpu, used));
  }
}
console.table(rows);
console.log(`ready after ${Math.round(repartee.startMs ?? 0)} ms (import of the program included)`);
mkdirSync(path.join(here, 'results'), { recursive: true });
writeFileSync(path.join(here, 'results', 'latest.json'), `${JSON.stringify(rows, null, 2)}\n`);
hello.child.kill();
repartee.child.disconnect();

function row(
  scenario: string,
  clients: number,
  { requests, perSecond, p50Ms, p95Ms }: Measurement,
  helloPerSecond: number,
  before: NodeJS.CpuUsage,
  { cpu, memory }: { cpu: NodeJS.CpuUsage; memory: number },
) {
  const cpuMs = (cpu.user + cpu.system - before.user - before.system) / 1000;
  return {
    scenario,
    clients,
    'turns/s': Math.round(perSecond),
    'p50 ms': round(p50Ms),
    'p95 ms': round(p95Ms),
    'CPU ms/turn': round(cpuMs / requests),
    'hello/s': Math.round(helloPerSecond),
    '÷ hello': round(perSecond / helloPerSecond),
    'memory MB': Math.round(memory / 1024 / 1024),
  };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
