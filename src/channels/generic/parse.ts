import type { Json, MediaRef, PersonEvent, RawRequest } from '../channel.ts';
import { type InboundBody, readInbound } from './inbound.ts';
import { longestSyncWait } from './limits.ts';
import { tokenOf } from './prompt-ids.ts';

type Specific = Omit<PersonEvent, 'dedupeKey' | 'conversation' | 'person' | 'at'>;

/** The event of a genuine request; of kinds that are not known, none. */
export function parse(request: RawRequest): readonly PersonEvent[] {
  const reading = readInbound(request.body);
  if (reading.kind !== 'read') return [];
  const { body } = reading;
  const { user, conversationId, sequence } = body.data;
  const id = request.headers['webhook-id'] ?? '';
  const answerWithinMs = syncWait(request.headers.prefer);
  const phone = user.phone?.replace(/[\s()./-]/g, '');
  return [
    {
      dedupeKey: id,
      conversation: conversationId ?? user.id,
      person: {
        id: user.id,
        ...(user.name && { name: user.name }),
        ...(user.locale && { locale: user.locale }),
        ...(phone && /^\+\d+$/.test(phone) && { phone }),
      },
      at: Date.parse(body.timestamp),
      ...(sequence != null && { sequence }),
      ...(answerWithinMs !== undefined && { answerWithinMs }),
      // Texts about the event are of the moment at which it arrived, by our clock.
      reply: { webhookId: id, receivedAt: request.at },
      ...specific(body),
    },
  ];
}

function specific({ type, data }: InboundBody): Specific {
  switch (type) {
    case 'message.text':
      return { kind: 'message', text: data.text };
    case 'message.choice': {
      const ids = data.choiceIds ?? [data.choiceId ?? ''];
      const tokens = ids.map((id) => tokenOf(data.promptId, id));
      return {
        kind: 'choice',
        ...(tokens.length === 1 ? { token: tokens[0]! } : { tokens }),
        ...(data.text && { text: data.text }),
      };
    }
    case 'message.file':
      return { kind: 'message', media: data.files.map(media), ...(data.text && { text: data.text }) };
    case 'message.audio':
      return { kind: 'message', media: [{ ...media(data), kind: 'audio' }] };
    case 'message.location': {
      const { latitude, longitude, address } = data.location;
      return { kind: 'message', location: { latitude, longitude, ...(address && { title: address }) } };
    }
    case 'message.contact': {
      const { name, phone, email } = data.contact;
      return {
        kind: 'message',
        contacts: [{ ...(name && { name }), ...(phone && { phone }), ...(email && { email }) }],
      };
    }
    case 'conversation.start': {
      const { ref, variables } = data;
      return {
        kind: 'start',
        ...(ref && { ref }),
        ...(variables && { variables: variables as { readonly [name: string]: Json } }),
      };
    }
    case 'conversation.reset':
      return { kind: 'reset' };
    case 'user.unsubscribed':
      return { kind: 'unfollow' };
  }
}

interface SentFile {
  readonly url: string;
  readonly name?: string | null | undefined;
  readonly mimeType?: string | null | undefined;
  readonly size?: number | null | undefined;
}

function media({ url, name, mimeType, size }: SentFile): MediaRef {
  const family = /^(image|video|audio)\//.exec(mimeType ?? '')?.[1] as MediaRef['kind'] | undefined;
  return {
    kind: family ?? 'file',
    ref: { url },
    ...(name && { name }),
    ...(mimeType && { mimeType }),
    ...(size != null && { size }),
  };
}

/**
 * Ms that the app waits for the answer in the same request; undefined when it does not.
 *
 * @example syncWait('respond-sync, wait=10') // 10000
 */
function syncWait(prefer: string | undefined): number | undefined {
  const preferences = (prefer ?? '').split(/[,;]/).map((preference) => preference.trim().toLowerCase());
  if (!preferences.includes('respond-sync')) return undefined;
  const seconds = preferences.flatMap((preference) => /^wait="?(\d{1,6})"?$/.exec(preference)?.[1] ?? [])[0];
  return Math.min(Math.max(Number(seconds ?? longestSyncWait), 1), longestSyncWait) * 1_000;
}
