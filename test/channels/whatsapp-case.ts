import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { blockKinds } from '../../src/blocks/registry.ts';
import type {
  AppRequest,
  Channel,
  Command,
  Json,
  PersonEvent,
  RawRequest,
  RenderContext,
  Verdict,
} from '../../src/channels/channel.ts';
import type { Typing } from '../../src/channels/shared/typing.ts';
import type { WhatsAppCredentials } from '../../src/channels/whatsapp/credentials.ts';
import { whatsApp } from '../../src/channels/whatsapp/whatsapp.ts';
import type { Reply } from '../../src/engine/message.ts';
import { readBotFile } from '../../src/flow/read.ts';
import { contextOf, rawRequest } from '../support/channel-turns.ts';
import { SimulatedConversation } from '../support/running-flow.ts';

/** A call to the Graph API as it was recorded, or as we would make it. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly auth?: string;
  readonly body?: unknown;
  readonly gapMs?: number;
}

interface Delivery {
  readonly messages?: readonly Readonly<Record<string, unknown>>[];
  readonly body?: unknown;
  readonly contact?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly phoneNumberId?: string;
}

interface Step {
  readonly deliver?: Delivery;
  readonly response?: { readonly status: number; readonly body: unknown };
  readonly calls?: readonly Call[];
  readonly receipts?: readonly string[];
}

/** A recorded conversation on WhatsApp. */
export interface WhatsAppCase {
  readonly name: string;
  readonly tags?: readonly string[];
  readonly credentials: readonly { readonly data: WhatsAppCredentials }[];
  readonly bots: readonly { readonly bot: Readonly<Record<string, unknown>>; readonly published?: boolean }[];
  readonly graph?: unknown;
  readonly timing?: boolean;
  readonly steps: readonly Step[];
}

/** The cases of a folder, with what stands for a long text written out. */
export function whatsAppCases(folder: string): readonly WhatsAppCase[] {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => {
    const text = fs.readFileSync(path.join(folder, file), 'utf8').replaceAll('__MOCK__', 'http://127.0.0.1:9');
    const written = text.replace(/<repeat:(.+?):(\d+)>/g, (_all, part: string, times) => part.repeat(Number(times)));
    return JSON.parse(written) as WhatsAppCase;
  });
}

/** Names of cases about which bot answers, stored media, access and the age of messages: the gateway's matters. */
const ofGateway =
  /^wa-(start|media-in|media-upload|door|old|embed-wait|cal-com|input-payment|kind-(system|unsupported))/;

/** Whether a case is about what one bot says and understands, rather than about sessions, storage or other services. */
export function isPure({ name, tags = [], bots, graph, steps }: WhatsAppCase): boolean {
  if (ofGateway.test(name)) return false;
  const others = ['storage', 'executeWebhook', 'preview', 'host-map', 'loopback-http'];
  const isPlain = ({ deliver, response }: Step) =>
    deliver?.messages !== undefined && (response?.status === 200 || response?.status === 401);
  return bots.length === 1 && graph === undefined && !tags.some((tag) => others.includes(tag)) && steps.every(isPlain);
}

interface Made {
  readonly response: unknown;
  readonly calls: readonly Call[];
  readonly receipts: readonly string[];
}

/** What a step has to give, and what it gives. */
export interface Played {
  readonly recorded: Made;
  readonly made: Made;
  /** Recorded pauses and ours, in ms. */
  readonly pauses: readonly { readonly recorded: number; readonly made: number }[];
}

/** Plays a case through the channel and the engine, with the least of a gateway between them. */
export async function play(recorded: WhatsAppCase): Promise<readonly Played[]> {
  const channel: Channel<WhatsAppCredentials> = whatsApp;
  const credentials = recorded.credentials[0]!.data;
  const { document } = readBotFile(recorded.bots[0]!.bot, { kinds: blockKinds, newId: () => 'new' });
  const outside = new Outside(channel, credentials);
  const talks = new Map<string, { readonly conversation: SimulatedConversation; turn: number }>();
  let messages = 0;
  const played: Played[] = [];
  for (const { deliver = {}, response, calls = [], receipts = [] } of recorded.steps) {
    outside.reset();
    const request = deliveryOf(deliver, credentials, () => `wamid.in-${++messages}`);
    const verdict = channel.verify(request, credentials);
    const all = verdict.kind === 'genuine' ? channel.parse(request, credentials) : [];
    const events = all.filter((event) => event.kind !== 'delivery');
    for (const [id, ofPerson] of Map.groupBy(events, ({ conversation }) => conversation)) {
      const first = ofPerson[0]!;
      for (const event of ofPerson) for (const command of channel.acknowledge!(event)) outside.send(command);
      const { referral } = first;
      const facts = { name: 'whatsapp', contact: contactOf(first), ...(referral && { referral }) };
      const started = { conversation: new SimulatedConversation(document, blockKinds, { channel: facts }), turn: 0 };
      const talk = talks.get(id) ?? started;
      const message = replyOf(ofPerson);
      let result = await (talk === started ? talk.conversation.start({ message }) : talk.conversation.send(message));
      const { settings } = document as { readonly settings: { readonly typingEmulation?: Typing } };
      for (;;) {
        const context = contextFor(first, talk.turn, settings.typingEmulation ?? {});
        for (const command of channel.render(result.output, context).commands) outside.send(command);
        talk.turn += 1;
        const isPaused = result.output.actions.some((action) => action.type === 'wait' && action.expectsDedicatedReply);
        if (!isPaused) break;
        result = await talk.conversation.send(undefined);
      }
      if (result.output.isEnded) talks.delete(id);
      else talks.set(id, talk);
    }
    played.push({
      recorded: { response, calls: calls.map(({ gapMs: _gap, ...call }) => settled(call)), receipts },
      made: {
        response: answerOf(channel, request, verdict),
        calls: outside.calls.map(settled),
        receipts: outside.receipts,
      },
      pauses: calls.map(({ gapMs = 0 }, index) => ({ recorded: gapMs, made: outside.pauses[index] ?? Number.NaN })),
    });
  }
  return played;
}

/** What the sender of a delivery is told. */
function answerOf(channel: Channel<WhatsAppCredentials>, request: RawRequest, verdict: Verdict): unknown {
  if (verdict.kind === 'rejected') return { status: verdict.status, body: verdict.body };
  const { status, body = '' } = channel.received!(request, 'stored');
  return { status, body: JSON.parse(body) };
}

function contextFor(event: PersonEvent, turn: number, typing: Typing): RenderContext {
  const { conversation, person } = event;
  return contextOf({ conversation, person, turn, typing, ...(event.reply && { reply: event.reply }) });
}

function contactOf({ person }: PersonEvent) {
  return { name: person.name ?? '', phoneNumber: person.phone?.slice(1) ?? '' };
}

/** The events of one delivery as one reply (whatsapp §3). */
function replyOf(events: readonly PersonEvent[]): Reply {
  const text = events.flatMap((event) => event.text ?? placeOf(event) ?? []).join('\n\n');
  const replyId = events.findLast((event) => event.replyId !== undefined)?.replyId;
  return { type: 'text', text, ...(replyId !== undefined && { metadata: { replyId } }) };
}

function placeOf({ location }: PersonEvent): string | undefined {
  return location && `${location.latitude}, ${location.longitude}`;
}

/** The request with some messages in the usual envelope, signed. */
function deliveryOf(delivery: Delivery, credentials: WhatsAppCredentials, newId: () => string) {
  const messages = (delivery.messages ?? []).map((message) => {
    const { from = '33600000001', ...rest } = message;
    return { id: newId(), timestamp: '1790000000', ...(from !== null && { from }), ...rest };
  });
  const contact = { profile: { name: 'Ada Test' }, wa_id: '33600000001' };
  const metadata = { phone_number_id: delivery.phoneNumberId ?? '10001' };
  const contacts = delivery.contact === null ? {} : { contacts: [contact] };
  const value = { messaging_product: 'whatsapp', metadata, ...contacts, messages };
  const body = JSON.stringify({ object: 'x', entry: [{ id: 'w', changes: [{ field: 'messages', value }] }] });
  const secret = (credentials.provider === 'meta' && credentials.appSecret) || '';
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return rawRequest(body, { headers: { 'x-hub-signature-256': `sha256=${signature}`, ...delivery.headers } });
}

/** A Graph API that takes everything and gives uploads the ids `media-1`, `media-2` …, the same for the same file. */
class Outside {
  readonly #channel: Channel<WhatsAppCredentials>;
  readonly #credentials: WhatsAppCredentials;
  readonly #uploads = new Map<string, string>();
  calls: Call[] = [];
  receipts: string[] = [];
  pauses: number[] = [];

  constructor(channel: Channel<WhatsAppCredentials>, credentials: WhatsAppCredentials) {
    this.#channel = channel;
    this.#credentials = credentials;
  }

  reset(): void {
    this.calls = [];
    this.receipts = [];
    this.pauses = [];
  }

  send(command: Command): void {
    const { body } = command.request;
    const value = body?.kind === 'json' ? (body.value as { readonly [key: string]: Json }) : {};
    if (value.status === 'read') {
      this.receipts.push(String(value.message_id));
      return;
    }
    // The stand-in has no files of these kinds.
    if (body?.kind === 'form' && /\.(xlsx|json|xyz)$/.test(body.file.url)) {
      for (const next of this.#channel.follow!(command, { failure: 'not found', isSent: false })) this.send(next);
      return;
    }
    const url = body?.kind === 'form' ? body.file.url : undefined;
    const known = url === undefined ? undefined : this.#uploads.get(url);
    if (known === undefined) {
      this.calls.push(this.#callOf(command.request));
      this.pauses.push(command.delayMs ?? 0);
    }
    if (url === undefined) return;
    const id = known ?? `media-${this.#uploads.size + 1}`;
    this.#uploads.set(url, id);
    const answer = { status: 200, headers: {}, body: JSON.stringify({ id }) };
    for (const next of this.#channel.follow!(command, answer)) this.send(next);
  }

  #callOf(request: AppRequest): Call {
    const { method, host, path: where, headers = {}, body } = this.#channel.authorize(request, this.#credentials);
    const key = headers['d360-api-key'];
    const auth = key === undefined ? headers.authorization : `D360-API-KEY ${key}`;
    const prefix = host === 'dialog360' ? '/d360' : '';
    const sent = body?.kind === 'form' ? { form: { ...body.fields, file: body.file } } : jsonOf(body);
    return { method, path: prefix + where, auth: auth ?? '', body: JSON.parse(JSON.stringify(sent ?? null)) };
  }
}

function jsonOf(body: AppRequest['body']): Json | undefined {
  return body?.kind === 'json' ? body.value : undefined;
}

/** A call without what the stand-in found in the file. */
function settled(call: Call): Call {
  const { form } = (call.body ?? {}) as { readonly form?: { readonly file?: { filename?: string; name?: string } } };
  if (!form) return call;
  return { ...call, body: { form: { messaging_product: 'whatsapp', file: form.file?.filename ?? form.file?.name } } };
}
