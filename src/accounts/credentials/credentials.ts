import { ReparteeError } from '../../errors/errors.ts';
import { newId } from '../../ids.ts';
import type { CredentialStore, StoredCredentials } from '../../store/credentials.ts';
import { type CredentialData, type CredentialKind, maskedData, withKeptSecrets } from './kinds.ts';
import type { Vault } from './vault.ts';

/** Credentials as they are written. */
export interface WrittenCredentials {
  readonly type: CredentialKind;
  readonly name: string;
  readonly data: CredentialData;
}

/** Credentials as they are listed. */
export type ListedCredentials = Pick<StoredCredentials, 'id' | 'type' | 'name'>;

/** What the credentials of a server are kept with. */
export interface CredentialParts {
  readonly store: CredentialStore;
  readonly vault: Vault;
  readonly clock: { now(): number };
}

/** The credentials of all workspaces. Nothing of one workspace is ever found by another. */
export class Credentials {
  readonly #parts: CredentialParts;

  constructor(parts: CredentialParts) {
    this.#parts = parts;
  }

  /** Those of a workspace, without what is in them. */
  async list(workspaceId: string, type?: string): Promise<readonly ListedCredentials[]> {
    return (await this.#parts.store.list(workspaceId, type)).map(({ id, type, name }) => ({ id, type, name }));
  }

  /** Gives the id, a new one unless it is chosen. Throws `credentialsExist`. */
  async create(workspaceId: string, written: WrittenCredentials, id = newId()): Promise<string> {
    const { store, clock } = this.#parts;
    await this.#checkName(written);
    const at = clock.now();
    const row = { id, workspaceId, ...this.#sealed(written, { id, workspaceId }), createdAt: at, updatedAt: at };
    if (!(await store.insert(row))) throw new ReparteeError('credentialsExist');
    return id;
  }

  /** Credentials with every secret masked. Throws `credentialsNotFound` and `credentialsUnreadable`. */
  async shown(workspaceId: string, id: string): Promise<{ readonly name: string; readonly data: CredentialData }> {
    const row = await this.#require(workspaceId, id);
    return { name: row.name, data: maskedData(row.type, this.#opened(row)) };
  }

  /**
   * Replaces credentials whole; a secret that comes back as it was shown keeps its value. Throws `credentialsNotFound`,
   * `credentialsExist`, and `credentialsChanged` when somebody else does so at the same time.
   */
  async replace(workspaceId: string, id: string, written: WrittenCredentials): Promise<void> {
    const { store, vault, clock } = this.#parts;
    const row = await this.#require(workspaceId, id);
    await this.#checkName(written, id);
    // What nobody can read any more may be replaced.
    const before = vault.open(row, row) ?? {};
    const data = withKeptSecrets(row.type, before, written.data);
    const change = { ...this.#sealed({ ...written, data }, row), updatedAt: Math.max(clock.now(), row.updatedAt) };
    if (!(await store.replace(row, change))) throw new ReparteeError('credentialsChanged');
  }

  /** Throws `credentialsNotFound`. */
  async remove(workspaceId: string, id: string): Promise<void> {
    if (!(await this.#parts.store.remove(workspaceId, id))) throw new ReparteeError('credentialsNotFound');
  }

  /**
   * What a service is asked with; undefined when the workspace has no credentials of this type with the id, or they
   * cannot be read (integrations §2.2).
   */
  async use(workspaceId: string, id: string, type: CredentialKind): Promise<CredentialData | undefined> {
    const row = await this.#parts.store.get(id);
    return row?.workspaceId === workspaceId && row.type === type ? this.#parts.vault.open(row, row) : undefined;
  }

  async #require(workspaceId: string, id: string): Promise<StoredCredentials> {
    const row = await this.#parts.store.get(id);
    if (row?.workspaceId !== workspaceId) throw new ReparteeError('credentialsNotFound');
    return row;
  }

  #opened(row: StoredCredentials): CredentialData {
    const data = this.#parts.vault.open(row, row);
    if (!data) throw new ReparteeError('credentialsUnreadable');
    return data;
  }

  /** A number of WhatsApp belongs to one workspace. */
  async #checkName({ type, name }: WrittenCredentials, exceptId?: string): Promise<void> {
    if (type === 'whatsApp' && (await this.#parts.store.isNameTaken(type, name, exceptId)))
      throw new ReparteeError('credentialsExist');
  }

  #sealed({ type, name, data }: WrittenCredentials, place: { readonly id: string; readonly workspaceId: string }) {
    return { type, name, ...this.#parts.vault.seal(data, place) };
  }
}
