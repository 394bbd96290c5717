import { type Answer, HttpConnection, type Request } from './http-connection.ts';

/** A request that is timed under a name. */
export interface TimedRequest extends Request {
  readonly kind: RequestKind;
}

export type RequestKind = 'hello' | 'startChat' | 'continueChat';

/** One visit of a client: yields its requests one after the other and is given their answers. */
export type Visit = Generator<TimedRequest, void, Answer>;

/** Times of one kind of request, in ms. */
export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** What a run gave. */
export interface Measurement {
  readonly requests: number;
  readonly perSecond: number;
  readonly all: Latency;
  /** Only the kinds that were sent. */
  readonly latency: Readonly<Partial<Record<RequestKind, Latency>>>;
  /** By the server, headers included. */
  readonly bytesReceived: number;
  /** Time that this process took on a core. */
  readonly driverCpuMs: number;
}

/** How many clients there are, and when they stop; asked before every request. */
export interface Load {
  readonly clients: number;
  readonly isOver: (now: number) => boolean;
}

/**
 * Drives a server in a closed loop: every client keeps one connection and sends its next request when the answer to
 * the one before is there. Rejects at the first answer whose status is not 200.
 */
export async function drive(port: number, visit: () => Visit, { clients, isOver }: Load): Promise<Measurement> {
  const connections = Array.from({ length: clients }, () => new HttpConnection(port));
  const times: Record<RequestKind, number[]> = { hello: [], startChat: [], continueChat: [] };
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  try {
    await Promise.all(connections.map((connection) => loop(connection, visit, isOver, times)));
  } finally {
    for (const connection of connections) connection.close();
  }
  const elapsedMs = performance.now() - began;
  const cpu = process.cpuUsage(cpuBefore);
  const all = Object.values(times).flat();
  const sent = Object.entries(times).filter(([, list]) => list.length > 0);
  return {
    requests: all.length,
    perSecond: (all.length / elapsedMs) * 1000,
    all: latencyOf(all),
    latency: Object.fromEntries(sent.map(([kind, list]) => [kind, latencyOf(list)])),
    bytesReceived: connections.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0),
    driverCpuMs: (cpu.user + cpu.system) / 1000,
  };
}

/** The same for some seconds. */
export function driveFor(seconds: number, clients: number, port: number, visit: () => Visit): Promise<Measurement> {
  const endsAt = performance.now() + seconds * 1000;
  return drive(port, visit, { clients, isOver: (now) => now >= endsAt });
}

async function loop(
  connection: HttpConnection,
  visit: () => Visit,
  isOver: Load['isOver'],
  times: Record<RequestKind, number[]>,
): Promise<void> {
  for (;;) {
    const requests = visit();
    let step = requests.next();
    while (!step.done) {
      const request = step.value;
      const from = performance.now();
      if (isOver(from)) return;
      const answer = await connection.send(request);
      times[request.kind].push(performance.now() - from);
      if (answer.status !== 200) {
        throw new Error(`${request.method} ${request.path} answered ${answer.status}: ${answer.body}`);
      }
      step = requests.next(answer);
    }
  }
}

function latencyOf(times: readonly number[]): Latency {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
