/** A flag as it is stored: 1 or 0. */
export function flag(value: boolean): number {
  return value ? 1 : 0;
}

/** The hour since 1970 in which a moment lies: what an index holds of a moment that moves on with every turn. */
export function hourOf(moment: number): number {
  return Math.floor(moment / (60 * 60 * 1000));
}
