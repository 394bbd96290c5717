import type { Message } from '../../engine/message.ts';
import { UserError } from '../user-error.ts';
import { answerSchema, type ChatAnswer } from './answer.ts';

/** Sends a POST request with a JSON body to a path of a server. */
export type Post = (path: string, body: unknown) => Promise<{ readonly status: number; readonly text: string }>;

/** One conversation, spoken through the chat API. */
export class ChatClient {
  readonly #post: Post;
  readonly #startPath: string;
  readonly #textFormat: 'markdown' | 'richText';
  #sessionId = '';

  constructor(post: Post, startPath: string, textFormat: 'markdown' | 'richText' = 'markdown') {
    this.#post = post;
    this.#startPath = startPath;
    this.#textFormat = textFormat;
  }

  /** Starts the conversation. Throws `UserError` when the server refuses. */
  async start(): Promise<ChatAnswer> {
    const answer = await this.#send(this.#startPath, {});
    if (answer.sessionId === undefined) throw new UserError('The server gave no session id: is it a chat server?');
    this.#sessionId = answer.sessionId;
    return answer;
  }

  /** Sends a message, or nothing to go on after a pause. Throws `UserError` when the server refuses. */
  reply(message?: Message): Promise<ChatAnswer> {
    return this.#send(`/api/v1/sessions/${encodeURIComponent(this.#sessionId)}/continueChat`, { message });
  }

  async #send(path: string, body: object): Promise<ChatAnswer> {
    const { status, text } = await this.#post(path, { ...body, textBubbleContentFormat: this.#textFormat });
    const value = parse(text);
    if (status !== 200) throw new UserError(`The server answered ${status}: ${messageOf(value) ?? text.slice(0, 200)}`);
    const answer = answerSchema.safeParse(value);
    if (!answer.success) throw new UserError('The server answered something that is no part of a conversation.');
    return answer.data;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: what came is shown as it is.
    return undefined;
  }
}

function messageOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('message' in value)) return undefined;
  return typeof value.message === 'string' ? value.message : undefined;
}
