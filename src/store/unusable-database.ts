/** A database server cannot be reached, or does not let this server have its tables. */
export class UnusableDatabaseError extends Error {
  override readonly name = 'UnusableDatabaseError';
  /** Address of the database without its password. */
  readonly database: string;

  /** @param cause what the system or the server said */
  constructor(database: string, cause: unknown) {
    super(`The database ${database} cannot be used.`, { cause });
    this.database = database;
  }
}

/**
 * The address of a database as people may see it.
 *
 * @example shownDatabase('postgres://app:secret@db.example.com/app') // 'postgres://app@db.example.com/app'
 */
export function shownDatabase(address: string): string {
  const url = URL.parse(address);
  if (!url) return 'postgres://…';
  url.password = '';
  // Parameters may hold a password too.
  url.search = '';
  url.hash = '';
  return url.href;
}
