/**
 * Lets texts answer as the responses of browsers do, because most code for `fetch` is written for those: `json()` and
 * `text()` of any text, `status` and `ok` of a text that `fetch` gave. They stay texts in every other way. Of two equal
 * texts the later one's status counts; a text that did not come from `fetch` has none.
 *
 * Self-contained, because its source text is evaluated inside every script context.
 *
 * @returns notes the status that came with a text
 */
export function installFetchedText(): (text: string, status: number) => void {
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { parse } = JSON;
  const { valueOf: primitive } = String.prototype;
  const { get, set } = Map.prototype;
  const statuses = new Map<string, number>();
  const statusOf = (text: string): number | undefined => apply(get, statuses, [apply(primitive, text, [])]);

  const members = {
    async json(this: string): Promise<unknown> {
      return parse(apply(primitive, this, []));
    },
    async text(this: string): Promise<string> {
      return apply(primitive, this, []);
    },
    get status(): number | undefined {
      return statusOf(this as unknown as string);
    },
    get ok(): boolean | undefined {
      const status = statusOf(this as unknown as string);
      return status === undefined ? undefined : status >= 200 && status < 300;
    },
  };
  for (const name of ['json', 'text', 'status', 'ok'] as const) {
    const member = getOwnPropertyDescriptor(members, name) as PropertyDescriptor;
    defineProperty(String.prototype, name, { ...member, enumerable: false });
  }
  return (text, status) => {
    apply(set, statuses, [text, status]);
  };
}
