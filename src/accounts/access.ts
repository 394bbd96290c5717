import { ReparteeError } from '../errors/errors.ts';
import type { AccountStore, Role, User } from '../store/accounts.ts';
import type { Bot } from '../store/bots.ts';
import type { Store } from '../store/store.ts';

const writers: ReadonlySet<Role> = new Set(['ADMIN', 'MEMBER']);

/** Whether a user may see and change the bots of a workspace. */
export async function mayUseWorkspace(accounts: AccountStore, user: User, workspaceId: string): Promise<boolean> {
  const role = await accounts.roleOf(user.id, workspaceId);
  return role !== undefined && writers.has(role);
}

/** Refuses a user who may not see and change the bots of a workspace. Throws `workspaceNotFound`. */
export async function requireWorkspace(accounts: AccountStore, user: User, workspaceId: string): Promise<void> {
  if (!(await mayUseWorkspace(accounts, user, workspaceId))) throw new ReparteeError('workspaceNotFound');
}

/** The workspace to write to; the only one of the user when none is named. Throws `workspaceNotFound`. */
export async function writableWorkspace(
  accounts: AccountStore,
  user: User,
  named: string | undefined,
): Promise<string> {
  const [only, another] = named === undefined ? await accounts.workspacesOf(user.id) : [];
  const id = named ?? (another ? undefined : only?.id);
  if (id === undefined) throw new ReparteeError('workspaceNotFound');
  await requireWorkspace(accounts, user, id);
  return id;
}

/** The oldest workspace that a user may write to. Throws `workspaceNotFound`. */
export async function firstWorkspace(accounts: AccountStore, user: User): Promise<string> {
  const found = (await accounts.workspacesOf(user.id)).find(({ role }) => writers.has(role));
  if (!found) throw new ReparteeError('workspaceNotFound');
  return found.id;
}

/** A bot that the user may see; a bot of others is answered like one that does not exist. Throws `botNotFound`. */
export async function requireBot(
  { accounts, bots }: Pick<Store, 'accounts' | 'bots'>,
  user: User,
  botId: string,
): Promise<Bot> {
  const bot = await bots.get(botId);
  if (!bot || bot.isArchived || !(await mayUseWorkspace(accounts, user, bot.workspaceId))) {
    throw new ReparteeError('botNotFound');
  }
  return bot;
}
