import type { Selectable } from 'kysely';
import { type Database, first, rows } from './database.ts';

/** Credentials of a workspace, sealed: `accounts/credentials` reads them. */
export interface StoredCredentials {
  readonly id: string;
  readonly workspaceId: string;
  readonly type: string;
  readonly name: string;
  /** Name of the key that the data is sealed with; null for rows of a server that names none. */
  readonly keyName: string | null;
  readonly iv: string;
  readonly data: string;
  /** In ms since 1970 UTC. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What may change of a row. */
export type CredentialsChange = Omit<StoredCredentials, 'id' | 'workspaceId' | 'createdAt'>;

export interface CredentialStore {
  /** False, and nothing happens, when the id is taken. */
  insert(credentials: StoredCredentials): Promise<boolean>;
  get(id: string): Promise<StoredCredentials | undefined>;
  /** Those of a workspace by type, name and id; of one type when it is given. */
  list(workspaceId: string, type?: string): Promise<readonly StoredCredentials[]>;
  /** Whether some workspace has credentials of a type under a name, those with the id aside. */
  isNameTaken(type: string, name: string, exceptId?: string): Promise<boolean>;
  /** False when the row is gone, or has another `updatedAt` or iv than it had when it was read. */
  replace(before: Pick<StoredCredentials, 'id' | 'updatedAt' | 'iv'>, change: CredentialsChange): Promise<boolean>;
  /** False when the workspace has none with this id. */
  remove(workspaceId: string, id: string): Promise<boolean>;
  /** Rows behind an id, in order of their ids, of every workspace. */
  after(id: string, limit: number): Promise<readonly StoredCredentials[]>;
}

interface CredentialTable {
  id: string;
  workspace_id: string;
  type: string;
  name: string;
  key_name: string | null;
  iv: string;
  data: string;
  created_at: number;
  updated_at: number;
}

/** Credentials in any database. */
export function credentialStore({ read, write, ...database }: Database): CredentialStore {
  const query = database.query.withTables<{ credentials: CredentialTable }>();
  const all = query.selectFrom('credentials').selectAll();

  return {
    insert: ({ id, workspaceId: workspace_id, createdAt: created_at, ...change }) =>
      write(function* () {
        const row = query.insertInto('credentials').values({ id, workspace_id, created_at, ...columnsOf(change) });
        return (yield* first(row.onConflict((conflict) => conflict.doNothing()).returning('id'))) !== undefined;
      }),

    get: (id) =>
      read(function* () {
        const row = yield* first(all.where('id', '=', id));
        return row && toCredentials(row);
      }),

    list: (workspaceId, type) =>
      read(function* () {
        const ofWorkspace = all.where('workspace_id', '=', workspaceId).orderBy('type').orderBy('name').orderBy('id');
        return (yield* rows(type === undefined ? ofWorkspace : ofWorkspace.where('type', '=', type))).map(
          toCredentials,
        );
      }),

    isNameTaken: (type, name, exceptId = '') =>
      read(function* () {
        const named = query.selectFrom('credentials').select('id').where('type', '=', type).where('name', '=', name);
        return (yield* first(named.where('id', '!=', exceptId).limit(1))) !== undefined;
      }),

    replace: ({ id, updatedAt, iv }, change) =>
      write(function* () {
        const row = query.updateTable('credentials').set(columnsOf(change)).where('id', '=', id);
        const asRead = row.where('updated_at', '=', updatedAt).where('iv', '=', iv);
        return (yield* first(asRead.returning('id'))) !== undefined;
      }),

    remove: (workspaceId, id) =>
      write(function* () {
        const row = query.deleteFrom('credentials').where('id', '=', id).where('workspace_id', '=', workspaceId);
        return (yield* first(row.returning('id'))) !== undefined;
      }),

    after: (id, limit) =>
      read(function* () {
        return (yield* rows(all.where('id', '>', id).orderBy('id').limit(limit))).map(toCredentials);
      }),
  };
}

function columnsOf({ keyName: key_name, updatedAt: updated_at, ...columns }: CredentialsChange) {
  return { ...columns, key_name, updated_at };
}

function toCredentials(row: Selectable<CredentialTable>): StoredCredentials {
  const {
    workspace_id: workspaceId,
    key_name: keyName,
    created_at: createdAt,
    updated_at: updatedAt,
    ...columns
  } = row;
  return { ...columns, workspaceId, keyName, createdAt, updatedAt };
}
