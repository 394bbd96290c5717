import http from 'node:http';

/** Figures of one measured scenario. */
export interface Measurement {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Sends one request and gives the body of the answer. Rejects unless the status is 200. */
export type Send = (method: string, path: string, body?: unknown) => Promise<string>;

/** One unit of work of a client; it sends as many requests as it needs. */
export type Work = (send: Send) => Promise<void>;

/**
 * Drives a server in a closed loop: every client keeps one connection and sends its next request when the answer to
 * the one before is there.
 */
export async function measure(
  base: string,
  work: Work,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Promise<Measurement> {
  const times: number[] = [];
  const began = performance.now();
  const endsAt = began + seconds * 1000;
  const loops = Array.from({ length: clients }, async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const send: Send = async (method, path, body) => {
      const from = performance.now();
      const text = await request(base + path, method, agent, body);
      times.push(performance.now() - from);
      return text;
    };
    while (performance.now() < endsAt) await work(send);
    agent.destroy();
  });
  await Promise.all(loops);
  const elapsed = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { requests: times.length, perSecond: times.length / elapsed, p50Ms: at(0.5), p95Ms: at(0.95) };
}

function request(url: string, method: string, agent: http.Agent, body: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers = payload ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) } : {};
    const sent = http.request(url, { method, agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(text);
        else reject(new Error(`${method} ${url} answered ${answer.statusCode}: ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}
