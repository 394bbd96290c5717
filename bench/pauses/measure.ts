import type { FlowDocument } from '../../src/flow/document.ts';
import { Random } from '../../test/chaos/random.ts';
import { publish } from '../server.ts';
import type { HotSpot } from './hot-spots.ts';
import type { MeasuredServer } from './measured-server.ts';
import type { Nasty, Place, Scenario } from './scenarios.ts';

/** One request and what it cost. */
export interface Cost {
  readonly scenario: string;
  /** What its texts are made of. */
  readonly sort: string;
  /** With the seed, what the request comes from. */
  readonly number: number;
  /** Of a first start the size of the flow. */
  readonly bodyBytes: number;
  /** 0: no answer in time. */
  readonly status: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryMb: number;
  readonly hotSpots: readonly HotSpot[];
}

/** Sends requests of scenarios, each as large as chance wants it. */
export class Measurements {
  readonly #server: MeasuredServer;
  readonly #seed: number;
  readonly #maxBytes: number;
  readonly #published = new Map<FlowDocument, string>();

  constructor(server: MeasuredServer, seed: number, maxBytes: number) {
    this.#server = server;
    this.#seed = seed;
    this.#maxBytes = maxBytes;
  }

  /** The public id of a bot with a document; it is published the first time. */
  async publicIdOf(document: FlowDocument): Promise<string> {
    const known = this.#published.get(document);
    if (known !== undefined) return known;
    const publicId = `pauses-${this.#published.size}`;
    await publish(this.#server.port, { document, publicId, replies: [] });
    this.#published.set(document, publicId);
    return publicId;
  }

  /** Sends the request of a scenario that has a number; it is the same for the same seed. */
  async cost(scenario: Scenario, number: number, command: 'begin' | 'profile' = 'begin'): Promise<Cost> {
    const random = new Random(this.#seed * 1_000_003 + number);
    const bytes = Math.floor(200 * (this.#maxBytes / 200) ** random.next());
    const place = await this.#place(scenario);
    const { shot, sort }: Nasty = scenario.make(random, bytes, place);
    const { text: _, ...measured } = await this.#server.measure(shot, command);
    const bodyBytes = shot.body === undefined ? 0 : Buffer.byteLength(shot.body);
    return { scenario: scenario.name, sort, number, bodyBytes, ...measured };
  }

  /** The first start of a flow after the server was started: it is read and compiled. */
  async firstStart(name: string, document: FlowDocument): Promise<Cost> {
    const path = `/api/v1/typebots/${await this.publicIdOf(document)}/startChat`;
    const shot = { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: '{}' };
    const { text: _, ...measured } = await this.#server.measure(shot);
    const flowBytes = Buffer.byteLength(JSON.stringify(document));
    return { scenario: `first start: ${name}`, sort: 'flow', number: 0, bodyBytes: flowBytes, ...measured };
  }

  async #place({ document, needs }: Scenario): Promise<Place> {
    const publicId = await this.publicIdOf(document);
    const nowhere: Place = { publicId, sessionId: 'nobody', resultId: 'nobody', uploadPath: '/api/uploads/nothing' };
    if (needs === 'bot') return nowhere;
    const begun = await this.#post(`/api/v1/typebots/${publicId}/startChat`, {});
    const { sessionId = 'nobody', resultId = 'nobody' } = begun;
    if (needs === 'session') return { ...nowhere, sessionId, resultId };
    const file = { sessionId, blockId: 'b0', fileName: 'a.png', fileType: 'image/png' };
    const { presignedUrl = nowhere.uploadPath } = await this.#post('/api/v3/generate-upload-url', file);
    return { ...nowhere, sessionId, resultId, uploadPath: presignedUrl.replace(/^https?:\/\/[^/]+/, '') };
  }

  async #post(path: string, body: object): Promise<Readonly<Partial<Record<string, string>>>> {
    const headers = { 'content-type': 'application/json' };
    const { text } = await this.#server.send({ method: 'POST', path, headers, body: JSON.stringify(body) });
    return text.startsWith('{') ? JSON.parse(text) : {};
  }
}
