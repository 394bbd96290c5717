/** Fields of bubbles and inputs as they are on the wire, where authors may have left anything. */
type Fields = Readonly<Record<string, unknown>> | undefined;

/** A text that is not empty. */
export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, also one that is written as a text. */
export function numberIn(fields: Fields, name: string): number | undefined {
  const value = fields?.[name];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Fields below a field; empty where there are none. */
export function fieldsIn(fields: Fields, name: string): Readonly<Record<string, unknown>> {
  const value = fields?.[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The entries of a list that have fields. */
export function listIn(fields: Fields, name: string): readonly Readonly<Record<string, unknown>>[] {
  const value = fields?.[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}
