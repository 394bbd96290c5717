/**
 * Work on a document that is too long for one go: it yields wherever others may be let in between, and returns its
 * result. Whoever drives it has the clock.
 */
export type Interruptible<T> = Generator<void, T, void>;

/**
 * Does the work in one go.
 *
 * @example atOnce(compiling(document, identity, kinds)).groups
 */
export function atOnce<T>(work: Interruptible<T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
