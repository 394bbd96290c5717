import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type ErrorName, ReparteeError } from '../errors.ts';
import type { Bot, Role, Store, User } from '../store/store.ts';

/** Stored form of an API token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The token of a request, or undefined. The word Bearer may be in any case. */
export function bearerToken(request: FastifyRequest): string | undefined {
  return /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The user whose token the request carries, or undefined. */
export async function findUser(store: Store, request: FastifyRequest): Promise<User | undefined> {
  const token = bearerToken(request);
  const found = token && (await store.accounts.findToken(hashToken(token)));
  return found ? store.accounts.getUser(found.userId) : undefined;
}

/** The user whose token the request carries. Throws the given error without one. */
export async function requireUser(
  store: Store,
  request: FastifyRequest,
  error: ErrorName = 'notLoggedIn',
): Promise<User> {
  const user = await findUser(store, request);
  if (!user) throw new ReparteeError(error);
  return user;
}

const writers: ReadonlySet<Role> = new Set(['ADMIN', 'MEMBER']);

/** Whether a user may see and change the bots of a workspace. */
export async function mayUseWorkspace(store: Store, user: User, workspaceId: string): Promise<boolean> {
  const role = await store.accounts.roleOf(user.id, workspaceId);
  return role !== undefined && writers.has(role);
}

/** A bot that the user may see; a bot of others is answered like one that does not exist. Throws `botNotFound`. */
export async function requireBot(store: Store, user: User, botId: string): Promise<Bot> {
  const bot = await store.bots.get(botId);
  if (!bot || bot.isArchived || !(await mayUseWorkspace(store, user, bot.workspaceId))) {
    throw new ReparteeError('botNotFound');
  }
  return bot;
}
