import { toApiToken, toUser } from '../rows.ts';
import type { AccountStore, Role } from '../store.ts';
import type { Connection } from './connection.ts';

/** People, workspaces and tokens in SQLite. */
export function sqliteAccounts(connection: Connection): AccountStore {
  const { query } = connection;
  const firstUser = query.selectFrom('users').selectAll().orderBy('created_at').orderBy('id').limit(1);

  return {
    createOwner: (user, workspace) =>
      connection.write(() => {
        if (connection.first(firstUser)) return false;
        const { id, email, name, createdAt } = user;
        connection.change(query.insertInto('users').values({ id, email, name, created_at: createdAt }));
        connection.change(
          query.insertInto('workspaces').values({
            id: workspace.id,
            name: workspace.name,
            icon: workspace.icon,
            created_at: workspace.createdAt,
          }),
        );
        connection.change(
          query.insertInto('members').values({ user_id: id, workspace_id: workspace.id, role: 'ADMIN' satisfies Role }),
        );
        return true;
      }),

    getUser: (id) =>
      connection.read(() => {
        const row = connection.first(query.selectFrom('users').selectAll().where('id', '=', id));
        return row && toUser(row);
      }),

    owner: () =>
      connection.read(() => {
        const row = connection.first(firstUser);
        return row && toUser(row);
      }),

    workspacesOf: (userId) =>
      connection.read(() =>
        connection
          .rows(
            query
              .selectFrom('workspaces')
              .innerJoin('members', 'members.workspace_id', 'workspaces.id')
              .where('members.user_id', '=', userId)
              .select(['id', 'name', 'icon', 'created_at', 'role'])
              .orderBy('created_at')
              .orderBy('id'),
          )
          .map(({ created_at, role, ...workspace }) => ({ ...workspace, createdAt: created_at, role: role as Role })),
      ),

    roleOf: (userId, workspaceId) =>
      connection.read(() => {
        const member = connection.first(
          query
            .selectFrom('members')
            .select('role')
            .where('user_id', '=', userId)
            .where('workspace_id', '=', workspaceId),
        );
        return member?.role as Role | undefined;
      }),

    addToken: (token) =>
      connection.write(() => {
        const { id, userId, name, hash, createdAt } = token;
        connection.change(
          query.insertInto('api_tokens').values({ id, user_id: userId, name, hash, created_at: createdAt }),
        );
      }),

    findToken: (hash) =>
      connection.read(() => {
        const row = connection.first(query.selectFrom('api_tokens').selectAll().where('hash', '=', hash));
        return row && toApiToken(row);
      }),

    tokensOf: (userId) =>
      connection.read(() =>
        connection
          .rows(
            query
              .selectFrom('api_tokens')
              .selectAll()
              .where('user_id', '=', userId)
              .orderBy('created_at', 'desc')
              .orderBy('id', 'desc'),
          )
          .map(toApiToken),
      ),

    deleteToken: (userId, id) =>
      connection.write(() => {
        const row = connection.first(
          query.deleteFrom('api_tokens').where('user_id', '=', userId).where('id', '=', id).returningAll(),
        );
        return row && toApiToken(row);
      }),
  };
}
