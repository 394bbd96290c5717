import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { RecordedBot, RecordedCase, RecordedTurn } from './cases.ts';
import { mapTexts } from './cases.ts';
import type { ReplayedTurn } from './compare.ts';
import type { OutsideWorld } from './outside-world.ts';
import { type IdPairs, Placeholders, replaceAll } from './placeholders.ts';

/** Replays recorded conversations on an application by sending requests to it directly. */
export class Referee {
  readonly #app: FastifyInstance;
  readonly #token: string;
  readonly #world: OutsideWorld;
  /** Bots of earlier cases by public id: a case may use the same public id again. */
  readonly #botIds = new Map<string, string>();

  constructor(app: FastifyInstance, token: string, world: OutsideWorld) {
    this.#app = app;
    this.#token = token;
    this.#world = world;
  }

  async replay(recorded: RecordedCase): Promise<ReplayedTurn[]> {
    const toMock = <T>(value: T) => mapTexts(value, (text) => text.replaceAll('__MOCK__', this.#world.base)) as T;
    this.#world.routes = toMock(recorded.routes);
    const ids = await this.#importBots(recorded, toMock);
    const placeholders = new Placeholders([recorded.bot, recorded.linkedBots], ids, this.#world.base);
    const turns: ReplayedTurn[] = [];
    for (const turn of recorded.turns) {
      if (turn.sleepMs) await setTimeout(turn.sleepMs);
      this.#world.received = [];
      const answer = await this.#send(placeholders.show(turn.request) as RecordedTurn['request']);
      placeholders.scan(answer.body);
      const headers = turn.captureHeaders && Object.fromEntries(turn.captureHeaders.map((h) => [h, answer.headers(h)]));
      turns.push({
        response: {
          status: answer.status,
          body: placeholders.hide(answer.body),
          ...(headers && { headers: placeholders.hide(headers) }),
        },
        ...(this.#world.received.length > 0 && { mockRequests: placeholders.hide(this.#world.received) }),
      });
    }
    return turns;
  }

  async #send(request: RecordedTurn['request']) {
    const payload = request.rawBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const headers: Record<string, string> = payload === undefined ? {} : { 'content-type': 'application/json' };
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      delete headers[name.toLowerCase()];
      if (value !== null) headers[name.toLowerCase()] = String(value).replace('<token>', this.#token);
    }
    const method = request.method as 'GET';
    const answer = await this.#app.inject({
      method,
      url: request.path,
      headers,
      ...(payload !== undefined && { payload }),
    });
    return {
      status: answer.statusCode,
      body: parseJson(answer.body),
      headers: (name: string) => answer.headers[name] ?? null,
    };
  }

  async #importBots(recorded: RecordedCase, toMock: <T>(value: T) => T): Promise<IdPairs> {
    const { bot, linkedBots, publicId, botOptions } = recorded;
    if (!bot) return [];
    const { workspaces } = await this.#manage('GET', '/api/v1/workspaces');
    const workspaceId = workspaces[0].id;
    const pairs: [string, string][] = [];
    const made: { id: string; publicId: string | undefined; options: RecordedCase['botOptions']; groups: unknown }[] =
      [];
    const files: [RecordedBot, string | undefined, RecordedCase['botOptions']][] = [
      ...linkedBots.map((linked): [RecordedBot, string | undefined, object] => [linked, linked.publicId, {}]),
      [bot, publicId, botOptions],
    ];
    for (const [file, wanted, options] of files) {
      const earlier = wanted && this.#botIds.get(wanted);
      if (earlier) await this.#manage('DELETE', `/api/v1/typebots/${earlier}`);
      const { typebot } = await this.#manage('POST', '/api/v1/typebots/import', { workspaceId, typebot: toMock(file) });
      if (typebot.id !== file.id) pairs.push([file.id, typebot.id]);
      made.push({ id: typebot.id, publicId: wanted, options, groups: typebot.groups });
    }
    for (const { id, publicId: wanted, options, groups } of made) {
      const relinked = mapTexts(groups, (text) => replaceAll(text, pairs));
      const typebot = { groups: relinked, ...(wanted && { publicId: wanted }) };
      await this.#manage('PATCH', `/api/v1/typebots/${id}`, { typebot, overwrite: true });
      if (options.published !== false) await this.#manage('POST', `/api/v1/typebots/${id}/publish`);
      if (options.isClosed) {
        await this.#manage('PATCH', `/api/v1/typebots/${id}`, { typebot: { isClosed: true }, overwrite: true });
      }
      if (options.isArchived) await this.#manage('DELETE', `/api/v1/typebots/${id}`);
      else if (wanted) this.#botIds.set(wanted, id);
    }
    return pairs;
  }

  async #manage(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
    const headers = { authorization: `Bearer ${this.#token}` };
    const answer = await this.#app.inject({ method, url, headers, ...(payload && { payload }) });
    if (answer.statusCode !== 200) throw new Error(`${method} ${url} answered ${answer.statusCode}: ${answer.body}`);
    return answer.json();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
