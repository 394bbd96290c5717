import { z } from 'zod';
import { requireWorkspace } from '../../accounts/access.ts';
import { type CredentialKind, credentialKindNames, credentialKinds } from '../../accounts/credentials/kinds.ts';
import { sendValue } from '../answer.ts';
import { defineCall } from '../call.ts';
import { idText } from '../ids.ts';

/** Longest data of credentials as JSON, in UTF-16 units. */
const longestData = 100_000;

const chosenId = idText.min(1).describe('Workspaces of the owner of the token that may be written to.');
const inWorkspace = z.object({ workspaceId: chosenId });
const written = z
  .object({
    type: z.enum(credentialKindNames),
    name: z.string().trim().min(1).max(255),
    data: z.record(z.string(), z.unknown()),
  })
  .superRefine(({ type, data }, context) => {
    if (JSON.stringify(data).length > longestData) {
      context.addIssue({ code: 'too_big', maximum: longestData, origin: 'string', path: ['data'], input: data });
      return;
    }
    const read = credentialKinds[type satisfies CredentialKind].safeParse(data);
    for (const issue of read.error?.issues ?? []) {
      // The message is made anew of the rest.
      const { message: _message, ...rest } = issue;
      context.addIssue({ ...rest, path: ['data', ...issue.path] } as Parameters<typeof context.addIssue>[0]);
    }
  });
const idResponse = z.object({ credentialsId: z.string() });

const common = { tag: 'Account', token: { missing: 'notLoggedIn' } } as const;

/** Lists what a workspace has, without what is in it. */
export const listCredentials = defineCall({
  ...common,
  method: 'GET',
  path: '/api/v1/credentials',
  id: 'listCredentials',
  summary: 'Lists the credentials of a workspace by type and name, without their secrets',
  query: inWorkspace.extend({ type: z.enum(credentialKindNames).optional() }),
  response: {
    schema: z.object({ credentials: z.array(z.object({ id: z.string(), type: z.string(), name: z.string() })) }),
  },
  errors: ['workspaceNotFound'],
  async handle({ services: { store, credentials }, reply, query, user }) {
    await requireWorkspace(store.accounts, user, query.workspaceId);
    return sendValue(reply, { credentials: await credentials.list(query.workspaceId, query.type) });
  },
});

/** Keeps new ones. */
export const createCredentials = defineCall({
  ...common,
  method: 'POST',
  path: '/api/v1/credentials',
  id: 'createCredentials',
  summary: 'Keeps credentials, encrypted, for the bots of a workspace',
  body: { schema: inWorkspace.extend({ credentials: written.safeExtend({ id: idText.min(1).optional() }) }) },
  response: { schema: idResponse },
  errors: ['workspaceNotFound', 'credentialsExist'],
  async handle({ services: { store, credentials }, reply, body, user }) {
    await requireWorkspace(store.accounts, user, body.workspaceId);
    const { id, ...fields } = body.credentials;
    return sendValue(reply, { credentialsId: await credentials.create(body.workspaceId, fields, id) });
  },
});

/** Shows which ones they are. */
export const getCredentials = defineCall({
  ...common,
  method: 'GET',
  path: '/api/v1/credentials/:credentialsId',
  id: 'getCredentials',
  summary: 'Gives credentials with every secret masked: dots and its last four characters',
  query: inWorkspace,
  response: { schema: z.object({ name: z.string(), data: z.record(z.string(), z.unknown()) }) },
  errors: ['workspaceNotFound', 'credentialsNotFound', 'credentialsUnreadable'],
  async handle({ services: { store, credentials }, reply, params, query, user }) {
    await requireWorkspace(store.accounts, user, query.workspaceId);
    return sendValue(reply, await credentials.shown(query.workspaceId, params.credentialsId));
  },
});

/** Replaces them. */
export const updateCredentials = defineCall({
  ...common,
  method: 'PATCH',
  path: '/api/v1/credentials/:credentialsId',
  id: 'updateCredentials',
  summary: 'Replaces credentials whole; a secret that is sent as it is shown stays as it is',
  body: { schema: inWorkspace.extend({ credentials: written }) },
  response: { schema: idResponse },
  errors: ['workspaceNotFound', 'credentialsNotFound', 'credentialsExist', 'credentialsChanged'],
  async handle({ services: { store, credentials }, reply, params, body, user }) {
    await requireWorkspace(store.accounts, user, body.workspaceId);
    await credentials.replace(body.workspaceId, params.credentialsId, body.credentials);
    return sendValue(reply, { credentialsId: params.credentialsId });
  },
});

/** Takes them away. */
export const deleteCredentials = defineCall({
  ...common,
  method: 'DELETE',
  path: '/api/v1/credentials/:credentialsId',
  id: 'deleteCredentials',
  summary: 'Deletes credentials; blocks that name them go on without, with a log',
  query: inWorkspace,
  response: { schema: idResponse },
  errors: ['workspaceNotFound', 'credentialsNotFound'],
  async handle({ services: { store, credentials }, reply, params, query, user }) {
    await requireWorkspace(store.accounts, user, query.workspaceId);
    await credentials.remove(query.workspaceId, params.credentialsId);
    return sendValue(reply, { credentialsId: params.credentialsId });
  },
});
