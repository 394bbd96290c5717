/** The database was changed by a later version of this server, whose tables this one does not know. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
}

/**
 * Throws NewerDatabaseError when the database has a change that the server does not know.
 *
 * @param applied names of the changes that the database has
 * @param known changes of the server by name
 */
export function refuseNewer(applied: readonly string[], known: Readonly<Record<string, unknown>>): void {
  const unknown = applied.find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new NewerDatabaseError(
    `The database was used by a newer version of Repartee (it has the change "${unknown}"). ` +
      'Start that version or a later one, or restore a backup from before the upgrade.',
  );
}
