const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a time with a unit: s, m, h or d. Undefined when the text is no such time.
 *
 * @example readDuration('48h') // 172800000
 */
export function readDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (unitMs[unit] ?? 0);
}

/** The same, or `off`: Infinity. */
export function readDurationOrOff(text: string): number | undefined {
  return text === 'off' ? Number.POSITIVE_INFINITY : readDuration(text);
}
