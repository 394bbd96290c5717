import { type Database, first, rows } from './database.ts';
import { toApiToken, toUser } from './rows.ts';
import type { AccountStore, Role } from './store.ts';

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
