import type { Selectable } from 'kysely';
import { type Database, first, rows } from './database.ts';
import type { ApiTokenTable, UserTable } from './schema.ts';

export type Role = 'ADMIN' | 'MEMBER' | 'GUEST';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly createdAt: number;
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly icon: string | null;
  readonly createdAt: number;
}

export interface ApiToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** Lower-case hex SHA-256 of the token. */
  readonly hash: string;
  readonly createdAt: number;
}

export interface AccountStore {
  /** Creates the first user and workspace with the role ADMIN; false and no change when there is a user already. */
  createOwner(user: User, workspace: Workspace): Promise<boolean>;
  getUser(id: string): Promise<User | undefined>;
  /** The user that was created first. */
  owner(): Promise<User | undefined>;
  /** Workspaces of a user with the user's role, oldest first. */
  workspacesOf(userId: string): Promise<readonly (Workspace & { readonly role: Role })[]>;
  roleOf(userId: string, workspaceId: string): Promise<Role | undefined>;
  addToken(token: ApiToken): Promise<void>;
  findToken(hash: string): Promise<ApiToken | undefined>;
  /** Tokens of a user, newest first. */
  tokensOf(userId: string): Promise<readonly ApiToken[]>;
  /** The token that was deleted; undefined when the user has none with this id. */
  deleteToken(userId: string, id: string): Promise<ApiToken | undefined>;
}

/** People, workspaces and tokens. */
export function accountStore({ query, read, write, transaction, lock }: Database): AccountStore {
  const firstUser = query.selectFrom('users').selectAll().orderBy('created_at').orderBy('id').limit(1);

  return {
    createOwner: (user, workspace) =>
      transaction(function* () {
        // Of processes that start at once, one makes the owner.
        yield* lock('users');
        if (yield* first(firstUser)) return false;
        const { id, email, name, createdAt } = user;
        yield query.insertInto('users').values({ id, email, name, created_at: createdAt });
        yield query.insertInto('workspaces').values({
          id: workspace.id,
          name: workspace.name,
          icon: workspace.icon,
          created_at: workspace.createdAt,
        });
        yield query
          .insertInto('members')
          .values({ user_id: id, workspace_id: workspace.id, role: 'ADMIN' satisfies Role });
        return true;
      }),

    getUser: (id) =>
      read(function* () {
        const row = yield* first(query.selectFrom('users').selectAll().where('id', '=', id));
        return row && toUser(row);
      }),

    owner: () =>
      read(function* () {
        const row = yield* first(firstUser);
        return row && toUser(row);
      }),

    workspacesOf: (userId) =>
      read(function* () {
        const found = yield* rows(
          query
            .selectFrom('workspaces')
            .innerJoin('members', 'members.workspace_id', 'workspaces.id')
            .where('members.user_id', '=', userId)
            .select(['id', 'name', 'icon', 'created_at', 'role'])
            .orderBy('created_at')
            .orderBy('id'),
        );
        return found.map(({ created_at, role, ...workspace }) => ({
          ...workspace,
          createdAt: created_at,
          role: role as Role,
        }));
      }),

    roleOf: (userId, workspaceId) =>
      read(function* () {
        const member = yield* first(
          query
            .selectFrom('members')
            .select('role')
            .where('user_id', '=', userId)
            .where('workspace_id', '=', workspaceId),
        );
        return member?.role as Role | undefined;
      }),

    addToken: ({ id, userId, name, hash, createdAt }) =>
      write(function* () {
        yield query.insertInto('api_tokens').values({ id, user_id: userId, name, hash, created_at: createdAt });
      }),

    findToken: (hash) =>
      read(function* () {
        const row = yield* first(query.selectFrom('api_tokens').selectAll().where('hash', '=', hash));
        return row && toApiToken(row);
      }),

    tokensOf: (userId) =>
      read(function* () {
        const tokens = query
          .selectFrom('api_tokens')
          .selectAll()
          .where('user_id', '=', userId)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc');
        return (yield* rows(tokens)).map(toApiToken);
      }),

    deleteToken: (userId, id) =>
      write(function* () {
        const row = yield* first(
          query.deleteFrom('api_tokens').where('user_id', '=', userId).where('id', '=', id).returningAll(),
        );
        return row && toApiToken(row);
      }),
  };
}

/** A user from its row. */
export function toUser(row: Selectable<UserTable>): User {
  return { id: row.id, email: row.email, name: row.name, createdAt: row.created_at };
}

/** A token from its row. */
export function toApiToken(row: Selectable<ApiTokenTable>): ApiToken {
  return { id: row.id, userId: row.user_id, name: row.name, hash: row.hash, createdAt: row.created_at };
}
