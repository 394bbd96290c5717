const unitBytes: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 * 1024 };

/**
 * Reads a size in bytes; undefined when the text is none.
 *
 * @example readSize('256kb') // 262144
 */
export function readSize(text: string): number | undefined {
  const [, count, unit = ''] = /^([1-9]\d{0,5})(kb|mb)$/.exec(text.toLowerCase()) ?? [];
  return count === undefined ? undefined : Number(count) * (unitBytes[unit] ?? 0);
}
