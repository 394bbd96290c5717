import type { Json } from '../channel.ts';
import { fieldsIn, listIn, textIn } from '../shared/content.ts';

/** What of a delivery an owner wants handed on: all of it, or some of the delivery states (whatsapp §9). */
export type Forwarded = 'all' | 'errorStatuses' | 'marketingStatuses';

type Fields = Readonly<Record<string, unknown>>;

const matches: Readonly<Record<Exclude<Forwarded, 'all'>, (status: Fields) => boolean>> = {
  errorStatuses: (status) => textIn(status, 'status') === 'failed' || listIn(status, 'errors').length > 0,
  marketingStatuses: (status) => {
    const origin = textIn(fieldsIn(fieldsIn(status, 'conversation'), 'origin'), 'type');
    return origin === 'marketing' || origin === 'marketing_lite';
  },
};

/**
 * The part of a delivery that is handed on: the entries and changes with such states, each with these states alone and
 * everything else as it came. Undefined when there is none.
 */
export function forwardedPart(delivery: Json, kinds: readonly Forwarded[]): Json | undefined {
  if (kinds.includes('all')) return delivery;
  const wanted = (status: Fields) => kinds.some((kind) => kind !== 'all' && matches[kind](status));
  const entry = kept(delivery, 'entry', (one) =>
    kept(one, 'changes', (change) => {
      const value = kept(fieldsIn(change, 'value'), 'statuses', (status) => (wanted(status) ? status : undefined));
      return value && { ...change, value };
    }),
  );
  return entry as Json | undefined;
}

/** Fields with a list of what is kept of its entries; undefined when nothing is. */
function kept(of: unknown, name: string, keep: (entry: Fields) => Fields | undefined): Fields | undefined {
  const fields = fieldsIn({ of }, 'of');
  const list = listIn(fields, name).flatMap((entry) => keep(entry) ?? []);
  return list.length > 0 ? { ...fields, [name]: list } : undefined;
}
