/**
 * Id of the question of a turn, which the choice is sent back with.
 *
 * @example promptId(7) // 'p_7'
 */
export function promptId(turn: number): string {
  return `p_${turn.toString(36)}`;
}

/** Id of what can be chosen, counted from 0. */
export function choiceId(index: number): string {
  return `c_${index}`;
}

/**
 * The two ids as the token of a button (channels rule 2.8). Ids that are not ours give a token that no question has.
 *
 * @example tokenOf('p_7', 'c_0') // 'f1:7:0'
 */
export function tokenOf(prompt: string, choice: string): string {
  const turn = /^p_([0-9a-z]{1,12})$/.exec(prompt)?.[1];
  const index = /^c_(\d{1,9})$/.exec(choice)?.[1];
  return turn === undefined || index === undefined ? `f1:?:${choice}` : `f1:${turn}:${index}`;
}
