/**
 * Gives the realm it runs in what V8 has and QuickJS lacks, as far as scripts of bots use it. `Symbol.dispose`
 * and what belongs to it are left out, because the syntax for them is missing; so is `JSON.rawJSON`.
 *
 * Self-contained, because its source text is evaluated inside every script context.
 */
export function installLaterBuiltIns(): void {
  const { apply, defineProperty } = Reflect;
  const SymbolOf = Symbol;
  const TypeErrorOf = TypeError;
  const ErrorOf = Error;
  const toText = String;
  const toNumber = Number;
  const define = (target: object, name: string, value: unknown): void => {
    defineProperty(target, name, { value, writable: true, configurable: true });
  };
  type Source = Partial<AsyncIterable<unknown> & Iterable<unknown>> & ArrayLike<unknown>;
  type Mapper = (item: unknown, index: number) => unknown;

  const { fromAsync } = {
    async fromAsync(this: unknown, source: Source, mapper?: Mapper, self?: unknown): Promise<ArrayLike<unknown>> {
      if (mapper !== undefined && typeof mapper !== 'function') {
        throw new TypeErrorOf(`${toText(mapper)} is not a function`);
      }
      const list = typeof this === 'function' ? new (this as ArrayConstructor)() : [];
      let at = 0;
      const add = async (item: unknown): Promise<void> => {
        const value = mapper ? await apply(mapper, self, [item, at]) : item;
        defineProperty(list, at, { value, writable: true, enumerable: true, configurable: true });
        at += 1;
      };
      if (source[SymbolOf.asyncIterator] ?? source[SymbolOf.iterator])
        for await (const item of source as AsyncIterable<unknown>) await add(item);
      else while (at < toNumber(source.length)) await add(await source[at]);
      list.length = at;
      return list;
    },
  };
  defineProperty(fromAsync, 'length', { value: 1, configurable: true });
  define(Array, 'fromAsync', fromAsync);

  const { captureStackTrace } = {
    captureStackTrace(target: object): void {
      define(target, 'stack', new ErrorOf().stack ?? '');
    },
  };
  define(Error, 'captureStackTrace', captureStackTrace);
}
