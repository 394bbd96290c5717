import { toApiToken, toUser } from '../rows.ts';
import type { AccountStore, Role } from '../store.ts';
import type { Connection } from './connection.ts';

/** People, workspaces and tokens in PostgreSQL. */
export function postgresAccounts(connection: Connection): AccountStore {
  const { query } = connection;
  const firstUser = query.selectFrom('users').selectAll().orderBy('created_at').orderBy('id').limit(1);

  return {
    createOwner: (user, workspace) =>
      connection.transaction(async ({ run, rows, first }) => {
        // Of processes that start at once, one makes the owner.
        await run({ text: 'LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE' });
        if (await first(firstUser)) return false;
        const { id, email, name, createdAt } = user;
        await rows(query.insertInto('users').values({ id, email, name, created_at: createdAt }));
        await rows(
          query.insertInto('workspaces').values({
            id: workspace.id,
            name: workspace.name,
            icon: workspace.icon,
            created_at: workspace.createdAt,
          }),
        );
        await rows(
          query.insertInto('members').values({ user_id: id, workspace_id: workspace.id, role: 'ADMIN' satisfies Role }),
        );
        return true;
      }),

    getUser: async (id) => {
      const row = await connection.first(query.selectFrom('users').selectAll().where('id', '=', id));
      return row && toUser(row);
    },

    owner: async () => {
      const row = await connection.first(firstUser);
      return row && toUser(row);
    },

    workspacesOf: async (userId) => {
      const rows = await connection.rows(
        query
          .selectFrom('workspaces')
          .innerJoin('members', 'members.workspace_id', 'workspaces.id')
          .where('members.user_id', '=', userId)
          .select(['id', 'name', 'icon', 'created_at', 'role'])
          .orderBy('created_at')
          .orderBy('id'),
      );
      return rows.map(({ created_at, role, ...workspace }) => ({
        ...workspace,
        createdAt: created_at,
        role: role as Role,
      }));
    },

    roleOf: async (userId, workspaceId) => {
      const member = await connection.first(
        query
          .selectFrom('members')
          .select('role')
          .where('user_id', '=', userId)
          .where('workspace_id', '=', workspaceId),
      );
      return member?.role as Role | undefined;
    },

    addToken: async ({ id, userId, name, hash, createdAt }) => {
      await connection.change(
        query.insertInto('api_tokens').values({ id, user_id: userId, name, hash, created_at: createdAt }),
      );
    },

    findToken: async (hash) => {
      const row = await connection.first(query.selectFrom('api_tokens').selectAll().where('hash', '=', hash));
      return row && toApiToken(row);
    },

    tokensOf: async (userId) => {
      const rows = await connection.rows(
        query
          .selectFrom('api_tokens')
          .selectAll()
          .where('user_id', '=', userId)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc'),
      );
      return rows.map(toApiToken);
    },

    deleteToken: async (userId, id) => {
      const row = await connection.first(
        query.deleteFrom('api_tokens').where('user_id', '=', userId).where('id', '=', id).returningAll(),
      );
      return row && toApiToken(row);
    },
  };
}
