import { newId } from '../ids.ts';
import type { AccountStore, ApiToken } from '../store/accounts.ts';
import { hashToken, newToken as makeToken } from './tokens.ts';

/** The owner of a server. */
export interface Owner {
  readonly workspaceId: string;
  /** The owner was made just now. */
  readonly isNew: boolean;
  /** A token that was made just now; it is stored as a hash and cannot be shown again. */
  readonly newToken: string | undefined;
}

/**
 * Makes sure that there is an owner with a workspace and a token. A server without an owner gets one; the given token
 * is used, or one is made for a new owner.
 *
 * @param now milliseconds since 1970 UTC
 */
export async function ensureOwner(accounts: AccountStore, adminToken: string | undefined, now: number): Promise<Owner> {
  const user = { id: newId(), email: 'owner@localhost', name: null, createdAt: now };
  const workspace = { id: newId(), name: 'My workspace', icon: null, createdAt: now };
  const isNew = await accounts.createOwner(user, workspace);
  const owner = isNew ? user : await accounts.owner();
  const [first] = owner ? await accounts.workspacesOf(owner.id) : [];
  if (!owner || !first) throw new Error('The database has users but no owner with a workspace.');

  const newToken = isNew && adminToken === undefined ? makeToken() : undefined;
  const token = adminToken ?? newToken;
  if (token !== undefined) {
    const hash = hashToken(token);
    const name = newToken === undefined ? 'ADMIN_TOKEN' : 'First start';
    await ensureToken(accounts, { id: newId(), userId: owner.id, name, hash, createdAt: now });
  }
  return { workspaceId: first.id, isNew, newToken };
}

async function ensureToken(accounts: AccountStore, token: ApiToken): Promise<void> {
  if (await accounts.findToken(token.hash)) return;
  try {
    await accounts.addToken(token);
  } catch (error) {
    // Another process of the same server, started at the same time, may have been quicker.
    if (!(await accounts.findToken(token.hash))) throw error;
  }
}
