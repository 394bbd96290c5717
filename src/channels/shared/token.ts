/**
 * What a button carries: the turn that asked, and the place among its items (channels rule 2.8). At most 20 bytes.
 *
 * @example buttonToken(7, 0) // 'f1:7:0'
 */
export function buttonToken(turn: number, index: number): string {
  return `f1:${turn.toString(36)}:${index}`;
}

/** Whether what a button carried is a token, and not an id. */
export function isButtonToken(text: string): boolean {
  return /^f1:[0-9a-z]+:\d+$/.test(text);
}
