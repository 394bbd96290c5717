import { createHash, randomBytes } from 'node:crypto';
import type { AccountStore, User } from '../store/accounts.ts';

/** An API token that nobody can guess. It is stored as a hash only, so it is shown once. */
export function newToken(): string {
  return `rpt_${randomBytes(24).toString('base64url')}`;
}

/** Stored form of an API token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whose API token this is; undefined when nobody has it. */
export async function userOfToken(accounts: AccountStore, token: string): Promise<User | undefined> {
  const found = await accounts.findToken(hashToken(token));
  return found && accounts.getUser(found.userId);
}
