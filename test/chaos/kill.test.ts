import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

const program = path.join(import.meta.dirname, '../support/server-process.ts');
const rounds = 3;
const people = 6;

let dataDir: string;
let running: { readonly process: ChildProcess; readonly base: string } | undefined;

beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'repartee-chaos-'));
});
afterAll(() => {
  running?.process.kill('SIGKILL');
  fs.rmSync(dataDir, { recursive: true, force: true });
});

async function open(): Promise<void> {
  const child = fork(program, [dataDir], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ port }] = await once(child, 'message');
  running = { process: child, base: `http://127.0.0.1:${port}` };
}

async function kill(): Promise<void> {
  const { process } = running!;
  process.kill('SIGKILL');
  await once(process, 'exit');
}

/** The body of an answer; undefined when the server was gone before it had answered whole. */
async function post(url: string, body: unknown, key: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${running!.base}${url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${text}`);
    return text;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Somebody who sends the same message again, under its key, until an answer arrives. */
class Person {
  readonly name: string;
  sessionId = '';
  resultId = '';
  /** Answers that the server acknowledged. */
  readonly acknowledged: string[] = [];
  readonly answers = new Map<string, string>();

  constructor(name: string) {
    this.name = name;
  }

  /** Answers one question after the other until the server goes away. */
  async talk(): Promise<void> {
    while (await this.#step());
  }

  async #step(): Promise<boolean> {
    if (!this.sessionId) {
      const started = await post('/api/v1/typebots/chaos/startChat', {}, `start-${this.name}`);
      if (started === undefined) return false;
      ({ sessionId: this.sessionId, resultId: this.resultId } = JSON.parse(started));
      return true;
    }
    const message = `${this.name}-${this.acknowledged.length}`;
    const answer = await post(`/api/v1/sessions/${this.sessionId}/continueChat`, { message }, message);
    if (answer === undefined) return false;
    // The echo tells which question was answered with which text.
    const [said] = JSON.parse(answer).messages;
    expect(said.content.richText[0].children.map(textOf).join('')).toBe(`${this.acknowledged.length}: ${message}`);
    this.acknowledged.push(message);
    this.answers.set(message, answer);
    return true;
  }

  /** Sends the last message again, under its key. */
  repeatLast(): Promise<string | undefined> {
    const message = this.acknowledged.at(-1)!;
    return post(`/api/v1/sessions/${this.sessionId}/continueChat`, { message }, message);
  }
}

function acknowledgedBy(persons: readonly Person[]): number {
  return persons.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
}

function textOf(node: { text?: string; children?: { text?: string }[] }): string {
  return node.text ?? (node.children ?? []).map(textOf).join('');
}

it('what was acknowledged survives kill -9, and nothing happens twice', { timeout: 90_000 }, async () => {
  const persons = Array.from({ length: people }, (_, i) => new Person(`p${i}`));
  for (let round = 0; round < rounds; round++) {
    await open();
    const talks = Promise.all(persons.map((person) => person.talk()));
    const tooEarly = talks.then(() => Promise.reject(new Error('The server went away by itself.')));
    // After the kill it is meant to be away.
    tooEarly.catch(() => {});
    const wanted = acknowledgedBy(persons) + 5 + Math.random() * 40;
    while (acknowledgedBy(persons) < wanted) await Promise.race([setTimeout(Math.random() * 5), tooEarly]);
    await kill();
    await talks;
  }

  await open();
  for (const person of persons) {
    if (person.acknowledged.length === 0) continue;
    expect(await person.repeatLast()).toBe(person.answers.get(person.acknowledged.at(-1)!));
  }
  await kill();

  const store = await openSqliteStore({ file: path.join(dataDir, 'repartee.db') });
  try {
    for (const { sessionId, resultId, acknowledged } of persons) {
      if (!sessionId) continue;
      const answers = await store.results.answers(resultId);
      const contents = answers.map(({ content }) => content);
      // Beyond what was acknowledged there may be one answer whose acknowledgement was lost.
      expect(contents.slice(0, acknowledged.length)).toEqual(acknowledged);
      expect(contents.length - acknowledged.length).toBeLessThanOrEqual(1);
      expect(answers.map(({ blockId }) => blockId)).toEqual(contents.map((_, i) => `q${i}`));
      const session = await store.sessions.get(sessionId);
      expect(session?.state.position).toBe(`q${contents.length}`);
    }
    const results = await store.results.list('chaos', { limit: 100, offset: 0 });
    // A start whose answer was lost was repeated under its key: one conversation per person.
    expect(results.length).toBeLessThanOrEqual(people);
  } finally {
    await store.close();
  }
});
