import type { ChannelEvent, DeliveryEvent, Person, PersonEvent, RawRequest } from '../channel.ts';
import { fieldsIn, listIn, numberIn, textIn } from '../shared/content.ts';
import type { WhatsAppCredentials } from './credentials.ts';
import { windowMs } from './limits.ts';
import { reasonOf } from './outcome.ts';
import { saidIn } from './said.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The events of a delivery, item by item: an item that is not understood is passed over and spoils no other one
 * (whatsapp §2.2). Messages for another number than that of the channel are not ours.
 */
export function parse(request: RawRequest, credentials: WhatsAppCredentials): readonly ChannelEvent[] {
  const values = listIn(bodyOf(request), 'entry')
    .flatMap((entry) => listIn(entry, 'changes'))
    .map((change) => fieldsIn(change, 'value'))
    .filter((value) => isForUs(value, credentials));
  const marksRead = credentials.provider === 'meta';
  const events = values.flatMap((value) =>
    listIn(value, 'messages').flatMap((message) => eventOf(message, listIn(value, 'contacts')) ?? []),
  );
  return [...asParts(events, marksRead), ...values.flatMap((value) => listIn(value, 'statuses').flatMap(deliveryOf))];
}

function bodyOf({ body }: RawRequest): Fields | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isForUs(value: Fields, credentials: WhatsAppCredentials): boolean {
  const number = textIn(fieldsIn(value, 'metadata'), 'phone_number_id');
  return credentials.provider !== 'meta' || number === undefined || number === credentials.phoneNumberId;
}

/** One message; undefined when nobody sent it or it says nothing. */
function eventOf(message: Fields, contacts: readonly Fields[]): PersonEvent | undefined {
  const person = personOf(message, contacts);
  const id = textIn(message, 'id');
  if (!person || id === undefined) return undefined;
  const at = (numberIn(message, 'timestamp') ?? 0) * 1_000;
  const common = { dedupeKey: id, conversation: person.id, person, at };
  const renamed = newIdsOf(message, person);
  if (renamed) return { ...common, kind: 'identity', conversation: renamed.id, person: renamed };
  const said = saidIn(message);
  if (!said) return undefined;
  const referral = fieldsIn(message, 'referral');
  const sourceId = textIn(referral, 'source_id');
  const clickId = textIn(referral, 'ctwa_clid');
  const isReferred = sourceId !== undefined || clickId !== undefined;
  return {
    ...common,
    ...said,
    ...(isReferred && { referral: { ...(sourceId && { sourceId }), ...(clickId && { clickId }) } }),
    reply: { messageId: id, windowEndsAt: at + windowMs },
  };
}

/** The sender by phone number, else by the id of the business; the other one is another id of theirs. */
function personOf(message: Fields, contacts: readonly Fields[]): Person | undefined {
  const from = textIn(message, 'from');
  const scoped = textIn(message, 'from_user_id');
  const contact = contacts.find(
    (one) =>
      (from !== undefined && textIn(one, 'wa_id') === from) ||
      (scoped !== undefined && textIn(one, 'user_id') === scoped),
  );
  const id = from ?? scoped;
  if (id === undefined) return undefined;
  const all = [from, scoped, textIn(contact, 'wa_id'), textIn(contact, 'user_id')];
  const otherIds = [...new Set(all.filter((one) => one !== undefined && one !== id))] as readonly string[];
  const name = textIn(fieldsIn(contact, 'profile'), 'name');
  return {
    id,
    ...(otherIds.length > 0 && { otherIds }),
    ...(name !== undefined && { name }),
    ...(from !== undefined && /^\d+$/.test(from) && { phone: `+${from}` }),
  };
}

/** Who somebody is now that their number or id has changed; the old ids are other ids of theirs. */
function newIdsOf(message: Fields, person: Person): Person | undefined {
  const system = fieldsIn(message, 'system');
  const type = textIn(system, 'type') ?? '';
  if (textIn(message, 'type') !== 'system' || !/_changed_(number|user_id)$/.test(type)) return undefined;
  const names = type.endsWith('number') ? ['new_wa_id', 'wa_id'] : ['new_user_id', 'user_id'];
  const id = names.map((name) => textIn(system, name)).find((one) => one !== undefined && one !== person.id);
  if (id === undefined) return undefined;
  const previous = textIn(system, 'previous_user_id');
  const otherIds = [...new Set([person.id, ...(person.otherIds ?? []), ...(previous ? [previous] : [])])];
  return {
    id,
    otherIds: otherIds.filter((one) => one !== id),
    ...(person.name !== undefined && { name: person.name }),
    ...(/^\d+$/.test(id) && { phone: `+${id}` }),
  };
}

/**
 * Neighbouring messages of one sender in one delivery are parts of one message; a sound is one by itself (whatsapp §3).
 * The first message of a sender is the one that is marked as read.
 */
function asParts(events: readonly PersonEvent[], marksRead: boolean): readonly PersonEvent[] {
  const isSound = ({ media }: PersonEvent) => media?.[0]?.kind === 'audio';
  const bySender = Map.groupBy(events, ({ conversation }) => conversation);
  return events.map((event) => {
    const all = (bySender.get(event.conversation) ?? []).filter(({ kind }) => kind !== 'identity');
    const index = all.indexOf(event);
    if (index === -1) return event;
    let first = index;
    let last = index;
    while (!isSound(event) && first > 0 && !isSound(all[first - 1]!)) first -= 1;
    while (!isSound(event) && last < all.length - 1 && !isSound(all[last + 1]!)) last += 1;
    return {
      ...event,
      ...(first < last && { album: all[first]!.dedupeKey }),
      reply: { ...event.reply, ...(marksRead && index === 0 && { isMarkedRead: true }) },
    };
  });
}

const states: ReadonlyMap<string, DeliveryEvent['state']> = new Map([
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'],
  ['failed', 'failed'],
]);

function deliveryOf(status: Fields): readonly DeliveryEvent[] {
  const messageId = textIn(status, 'id');
  const state = states.get(textIn(status, 'status') ?? '');
  if (messageId === undefined || state === undefined) return [];
  const [error] = listIn(status, 'errors');
  const code = numberIn(error, 'code');
  const detail = textIn(fieldsIn(error, 'error_data'), 'details') ?? textIn(error, 'title');
  return [
    {
      kind: 'delivery',
      messageId,
      state,
      at: (numberIn(status, 'timestamp') ?? 0) * 1_000,
      ...(code !== undefined && { reason: reasonOf(code), detail: `${code}: ${detail ?? ''}` }),
    },
  ];
}
