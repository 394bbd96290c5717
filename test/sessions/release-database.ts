import type { ResultStore } from '../../src/store/results.ts';
import { type ChatAnswer, shortly } from '../support/chat.ts';

/** A request whose address, headers and body may name `{token}`, `{bot}`, `{publicId}`, `{session}` and `{result}`. */
export interface Request {
  readonly url: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a release answered to a request. */
export interface Outcome {
  readonly status: number;
  /** Texts and the id of the input, or the code of an error. */
  readonly shown: string;
  /** The whole answer, where it was given before to the same request and must not change. */
  readonly replayed?: string;
}

/** What a result holds. */
export interface ResultFacts {
  readonly isCompleted: boolean;
  /** Values by name. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Block and content of each answer, oldest first. */
  readonly answers: readonly (readonly [blockId: string, content: string])[];
  /** Status and description of each log, oldest first. */
  readonly logs: readonly (readonly [status: string, description: string])[];
}

/** A conversation in a database that a release left behind, and how the release itself went on with it. */
export interface RecordedConversation {
  readonly name: string;
  /** Ids that requests name. */
  readonly known: Readonly<Record<string, string>>;
  /** What is stored in the database; null without a result, as in a preview. */
  readonly stored: ResultFacts | null;
  readonly goesOn: readonly (Request & Outcome)[];
  /** What is stored in the end. */
  readonly storedAfter: ResultFacts | null;
}

/** Beside the database of a release: what is true of it. */
export interface ReleaseDatabase {
  readonly release: string;
  /** Milliseconds since 1970 UTC. */
  readonly recordedAt: number;
  readonly conversations: readonly RecordedConversation[];
}

/** Sends a request to a server, as a POST unless told otherwise. */
export type Send = (request: Request, method?: 'POST' | 'PATCH') => Promise<ChatAnswer>;

/** Somebody in a recorded conversation, who learns its ids from the answers. */
export class Visitor {
  known: Readonly<Record<string, string>>;
  readonly #send: Send;

  constructor(send: Send, known: Readonly<Record<string, string>>) {
    this.#send = send;
    this.known = known;
  }

  async send(request: Request): Promise<Outcome> {
    const filledIn = JSON.parse(
      JSON.stringify(request).replace(/\{(\w+)\}/g, (whole, name: string) => this.known[name] ?? whole),
    );
    const answer = await this.#send(filledIn);
    const { sessionId: session, resultId: result } = answer.body;
    this.known = { ...this.known, ...(session && { session }), ...(result && { result }) };
    return {
      status: answer.status,
      shown: answer.status === 200 ? shortly(answer) : answer.body.code,
      ...(answer.headers['idempotency-replayed'] === 'true' && { replayed: answer.text }),
    };
  }
}

/** Reads what is stored of a result; null when there is none. */
export async function resultFacts(results: ResultStore, id: string | undefined): Promise<ResultFacts | null> {
  const result = id === undefined ? undefined : await results.get(id);
  if (!result) return null;
  const [answers, logs] = [await results.answers(result.id), await results.logs(result.id)];
  return {
    isCompleted: result.isCompleted,
    variables: Object.fromEntries(result.variables.map(({ name, value }) => [name, value])),
    answers: answers.map(({ blockId, content }) => [blockId, content]),
    logs: logs.map(({ status, description }) => [status, description]),
  };
}
