// One measurement of pair.ts: server and client in one process, so that the processor time of both is one number and no
// switch between processes is in it. Sends the microseconds of a turn to its parent.
import { pathToFileURL } from 'node:url';
import { freePort } from '../test/support/free-port.ts';
import type { RequestKind, TimedRequest } from './driver.ts';
import { LeanConnection } from './lean-connection.ts';
import { type Scenario, type ScenarioName, scenario } from './scenarios.ts';
import { adminToken, firstAnswer, publish } from './server.ts';

const clients = 8;
const warmUpTurns = 7000;
/** Slices disturbed by other work only get longer, so the smallest of many is that of a quiet moment. */
const slices = 50;
const turnsPerSlice = 400;

const [, , program, name] = process.argv as [string, string, string, ScenarioName];
const port = await freePort();
Object.assign(process.env, {
  PORT: String(port),
  DATA_DIR: process.cwd(),
  ADMIN_TOKEN: adminToken,
  RATE_LIMIT: 'off',
  LOG_LEVEL: 'warn',
});
process.argv.splice(1, Number.POSITIVE_INFINITY, program, 'serve');
// Done when the server ends, so nobody waits for it here.
void import(pathToFileURL(program).href);
await firstAnswer(port, () => undefined);

const played = scenario(name);
await publish(port, played.bot);
const people = Array.from({ length: clients }, () => talk(played));
await play(warmUpTurns);
let smallest = Number.POSITIVE_INFINITY;
for (let i = 0; i < slices; i += 1) {
  const before = process.cpuUsage();
  await play(turnsPerSlice);
  const { user, system } = process.cpuUsage(before);
  smallest = Math.min(smallest, (user + system) / turnsPerSlice);
}
process.send?.(smallest);

/** Lets all clients take turns until so many are done. */
async function play(turns: number): Promise<void> {
  let left = turns;
  await Promise.all(
    people.map(async (person) => {
      while (left > 0) {
        left -= 1;
        await person.next();
      }
    }),
  );
}

/** Conversations one after the other on one connection; each step is a turn. */
async function* talk({ visit }: Scenario): AsyncGenerator<RequestKind, never> {
  const connection = await LeanConnection.open(port);
  for (;;) {
    const requests = visit();
    let step = requests.next();
    while (!step.done) {
      const request: TimedRequest = step.value;
      const answer = await connection.send(request);
      if (answer.status !== 200) throw new Error(`${request.path} answered ${answer.status}: ${answer.body}`);
      yield request.kind;
      step = requests.next(answer);
    }
  }
}
