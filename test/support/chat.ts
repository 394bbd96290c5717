import type { FastifyInstance } from 'fastify';
import { draftBot } from '../../src/bots/import-bot.ts';
import { publishBot } from '../../src/bots/publish-bot.ts';
import type { Clock } from '../../src/conversation/clock.ts';
import type { Bubble, ClientAction, Log, WireInput } from '../../src/engine/output.ts';
import type { FlowDocument } from '../../src/flow/document.ts';
import { newId } from '../../src/ids.ts';
import type { Store } from '../../src/store/store.ts';

/** What tests need of a server. */
export interface ChatServer {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly clock: Clock;
  readonly token: string;
  readonly workspaceId: string;
}

/** A published bot. */
export interface PublishedBot {
  readonly id: string;
  readonly publicId: string;
}

/** Every field that some answer of the API has; which of them are there is what tests ask. */
export interface ChatBody {
  readonly sessionId: string;
  readonly resultId?: string;
  readonly typebot: Readonly<Record<string, unknown>>;
  readonly messages: readonly Bubble[];
  readonly input?: WireInput;
  readonly clientSideActions?: readonly ClientAction[];
  readonly logs?: readonly Log[];
  readonly lastMessageNewFormat?: string;
  readonly dynamicTheme?: Readonly<Record<string, string>>;
  readonly progress?: number;
  readonly defined: boolean;
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly data: { readonly issues: readonly Readonly<Record<string, unknown>>[] };
}

/** An answer: its status, its text, and the text read as JSON (an empty object when it is something else). */
export interface ChatAnswer {
  readonly status: number;
  readonly text: string;
  readonly body: ChatBody;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
}

/** Names and values of request headers; null leaves out one that would be sent otherwise. */
export type Headers = Readonly<Record<string, string | null>>;

/** What is sent: a value as JSON, or `raw` as it is; nothing at all without both. */
export interface Sending {
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Headers;
}

/** A client of the API that speaks to a server in the same process. */
export class Chat {
  readonly server: ChatServer;

  constructor(server: ChatServer) {
    this.server = server;
  }

  /** Stores a document as a bot and publishes it. */
  async publish(document: FlowDocument, name = 'Bot'): Promise<PublishedBot> {
    const { store, workspaceId } = this.server;
    const now = this.server.clock.now();
    const bot = draftBot({ id: newId(), workspaceId, name, icon: null, folderId: null, document, now });
    await store.bots.insert(bot);
    const { publicId } = await publishBot(store.bots, bot, now);
    return { id: bot.id, publicId };
  }

  async send(method: string, url: string, { body, raw, headers = {} }: Sending = {}): Promise<ChatAnswer> {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const all = { ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers };
    const answer = await this.server.app.inject({
      method: method as 'POST',
      url,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as Record<string, string>,
      ...(payload !== undefined && { payload }),
    });
    return { status: answer.statusCode, text: answer.body, body: readJson(answer.body), headers: answer.headers };
  }

  start(bot: { readonly publicId: string }, body?: unknown, headers?: Headers): Promise<ChatAnswer> {
    return this.send('POST', `/api/v1/typebots/${bot.publicId}/startChat`, { body, ...(headers && { headers }) });
  }

  /** Starts the draft, as the owner. */
  preview(bot: { readonly id: string }, body?: unknown, headers: Headers = {}): Promise<ChatAnswer> {
    const url = `/api/v1/typebots/${bot.id}/preview/startChat`;
    return this.send('POST', url, { body, headers: { ...this.asOwner, ...headers } });
  }

  continue(sessionId: string, body?: unknown, headers?: Headers): Promise<ChatAnswer> {
    return this.send('POST', `/api/v1/sessions/${sessionId}/continueChat`, { body, ...(headers && { headers }) });
  }

  /** Continues with a plain text. */
  say(sessionId: string, text: string, headers?: Headers): Promise<ChatAnswer> {
    return this.continue(sessionId, { message: text }, headers);
  }

  get asOwner(): Headers {
    return { authorization: `Bearer ${this.server.token}` };
  }
}

function readJson(text: string): ChatBody {
  try {
    return JSON.parse(text);
  } catch {
    return {} as ChatBody;
  }
}

/** An answer in short: the texts of its bubbles, then `?` and the id of the input, or `.` without one. */
export function shortly({ body }: ChatAnswer): string {
  const stop = body.input ? `?${body.input.id}` : '.';
  return [...(body.messages ?? []).map(bubbleText), stop].join(' ');
}

/** The text of a bubble, or its address. */
export function bubbleText(bubble: Bubble): string {
  if (bubble.type !== 'text') return String(bubble.content.url ?? '');
  return bubble.content.type === 'markdown' ? bubble.content.markdown : bubble.content.richText.map(plain).join('\n');
}

function plain(node: unknown): string {
  if (typeof node !== 'object' || node === null) return '';
  if ('text' in node && typeof node.text === 'string') return node.text;
  return 'children' in node && Array.isArray(node.children) ? node.children.map(plain).join('') : '';
}
