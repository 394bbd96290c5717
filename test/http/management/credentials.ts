import type { SmallServer } from '../../support/small-server.ts';
import { issueAt, messageOf, type Scenarios } from './prepare.ts';

const url = '/api/v1/credentials';
const secret = 'sk-live-0123456789-secret';
const openai = { type: 'openai', name: 'Main', data: { apiKey: secret, baseUrl: 'https://ai.example/v1' } } as const;
const whatsApp = {
  type: 'whatsApp',
  name: '+1 555 010',
  data: { systemUserAccessToken: `token-${secret}`, phoneNumberId: '77' },
} as const;

const mine = ({ credentials, workspaceId }: SmallServer) => credentials.create(workspaceId, openai, 'c-mine');
const foreign = ({ credentials }: SmallServer) => credentials.create('elsewhere', { ...whatsApp }, 'c-foreign');
const both = async (server: SmallServer) => {
  await mine(server);
  await foreign(server);
};
const used = async ({ credentials, workspaceId }: SmallServer, id: string) =>
  credentials.use(workspaceId, id, 'openai');
const sent = (credentials: unknown, workspaceId = 'WORKSPACE') => ({ workspaceId, credentials });

/** Calls about credentials. */
export const credentialScenarios: Scenarios = {
  listCredentials: [
    {
      name: 'lists those of the workspace without what is in them',
      method: 'GET',
      url: `${url}?workspaceId=WORKSPACE`,
      before: both,
      status: 200,
      content: ['{"credentials":[{"id":"c-mine","type":"openai","name":"Main"}]}'],
      notContent: [secret, 'c-foreign', 'data'],
    },
    {
      name: 'lists those of one type',
      method: 'GET',
      url: `${url}?workspaceId=WORKSPACE&type=smtp`,
      before: both,
      status: 200,
      content: ['{"credentials":[]}'],
    },
    {
      name: 'of a type that does not exist',
      method: 'GET',
      url: `${url}?workspaceId=WORKSPACE&type=pigeon`,
      status: 400,
      content: [issueAt('type')],
    },
    { name: 'without a workspace', method: 'GET', url, status: 400, content: [issueAt('workspaceId')] },
    {
      name: 'of a workspace of others',
      method: 'GET',
      url: `${url}?workspaceId=elsewhere`,
      before: foreign,
      status: 404,
      content: [messageOf('workspaceNotFound')],
      notContent: ['c-foreign'],
    },
  ],
  createCredentials: [
    {
      name: 'keeps them sealed',
      method: 'POST',
      url,
      body: sent(openai),
      status: 200,
      content: ['"credentialsId":"'],
      notContent: [secret],
      after: async (server, { body }) => {
        const { credentialsId } = body as unknown as { credentialsId: string };
        const row = await server.store.credentials.get(credentialsId);
        if (JSON.stringify(row).includes('sk-live')) throw new Error('The secret is stored as it is.');
        if ((await used(server, credentialsId))?.apiKey !== secret) throw new Error('The secret cannot be read.');
      },
    },
    {
      name: 'under an id of the caller',
      method: 'POST',
      url,
      body: sent({ ...openai, id: 'c-own' }),
      status: 200,
      content: ['{"credentialsId":"c-own"}'],
    },
    {
      name: 'under an id that is taken, also by others',
      method: 'POST',
      url,
      before: foreign,
      body: sent({ ...openai, id: 'c-foreign' }),
      status: 409,
      content: [messageOf('credentialsExist')],
    },
    {
      name: 'of a WhatsApp number that somebody has',
      method: 'POST',
      url,
      before: foreign,
      body: sent(whatsApp),
      status: 409,
      content: [messageOf('credentialsExist')],
    },
    {
      name: 'with data that lacks what the kind needs',
      method: 'POST',
      url,
      body: sent({ type: 'http proxy', name: 'P', data: { address: 'x' } }),
      status: 400,
      content: [issueAt('credentials', 'data', 'url')],
    },
    {
      name: 'with a field of a wrong type',
      method: 'POST',
      url,
      body: sent({ type: 'smtp', name: 'Mail', data: { port: '587', password: secret } }),
      status: 400,
      content: [issueAt('credentials', 'data', 'port')],
      notContent: [secret],
    },
    {
      name: 'of a kind that does not exist',
      method: 'POST',
      url,
      body: sent({ type: 'pigeon', name: 'P', data: {} }),
      status: 400,
      content: [issueAt('credentials', 'type')],
    },
    {
      name: 'without a name',
      method: 'POST',
      url,
      body: sent({ ...openai, name: '  ' }),
      status: 400,
      content: [issueAt('credentials', 'name')],
    },
    {
      name: 'with too much data',
      method: 'POST',
      url,
      body: sent({ ...openai, data: { apiKey: 'x'.repeat(100_000) } }),
      status: 400,
      content: [issueAt('credentials', 'data')],
    },
    {
      name: 'for a workspace of others',
      method: 'POST',
      url,
      body: sent(openai, 'elsewhere'),
      status: 404,
      content: [messageOf('workspaceNotFound')],
    },
  ],
  getCredentials: [
    {
      name: 'shows them with masked secrets',
      method: 'GET',
      url: `${url}/c-mine?workspaceId=WORKSPACE`,
      before: both,
      status: 200,
      content: ['{"name":"Main","data":{"apiKey":"••••cret","baseUrl":"https://ai.example/v1"}}'],
      notContent: [secret],
    },
    {
      name: 'of others',
      method: 'GET',
      url: `${url}/c-foreign?workspaceId=WORKSPACE`,
      before: both,
      status: 404,
      content: [messageOf('credentialsNotFound')],
    },
    {
      name: 'that were sealed with a key that is gone',
      method: 'GET',
      url: `${url}/c-lost?workspaceId=WORKSPACE`,
      before: ({ store, workspaceId }) =>
        store.credentials.insert({
          id: 'c-lost',
          workspaceId,
          type: 'openai',
          name: 'Lost',
          keyName: 'gone',
          iv: '0'.repeat(24),
          data: 'AAAA',
          createdAt: 1,
          updatedAt: 1,
        }),
      status: 409,
      content: [messageOf('credentialsUnreadable')],
    },
  ],
  updateCredentials: [
    {
      name: 'replaces them, keeping a secret that comes back as it is shown',
      method: 'PATCH',
      url: `${url}/c-mine`,
      before: mine,
      body: sent({ type: 'openai', name: 'New', data: { apiKey: '••••cret', note: 'n' } }),
      status: 200,
      content: ['{"credentialsId":"c-mine"}'],
      after: async (server) => {
        const data = await used(server, 'c-mine');
        if (JSON.stringify(data) !== JSON.stringify({ apiKey: secret, note: 'n' })) throw new Error('Other data.');
      },
    },
    {
      name: 'replaces the secret',
      method: 'PATCH',
      url: `${url}/c-mine`,
      before: mine,
      body: sent({ type: 'openai', name: 'New', data: { apiKey: 'another' } }),
      status: 200,
      after: async (server) => {
        if ((await used(server, 'c-mine'))?.apiKey !== 'another') throw new Error('Other data.');
      },
    },
    {
      name: 'of others',
      method: 'PATCH',
      url: `${url}/c-foreign`,
      before: both,
      body: sent(openai),
      status: 404,
      content: [messageOf('credentialsNotFound')],
    },
    {
      name: 'that are not there',
      method: 'PATCH',
      url: `${url}/none`,
      body: sent(openai),
      status: 404,
      content: [messageOf('credentialsNotFound')],
    },
  ],
  deleteCredentials: [
    {
      name: 'takes them away',
      method: 'DELETE',
      url: `${url}/c-mine?workspaceId=WORKSPACE`,
      before: both,
      status: 200,
      content: ['{"credentialsId":"c-mine"}'],
      after: async (server) => {
        if (await used(server, 'c-mine')) throw new Error('They are still there.');
      },
    },
    {
      name: 'of others',
      method: 'DELETE',
      url: `${url}/c-foreign?workspaceId=WORKSPACE`,
      before: both,
      status: 404,
      content: [messageOf('credentialsNotFound')],
      after: async ({ store }) => {
        if (!(await store.credentials.get('c-foreign'))) throw new Error('They are gone.');
      },
    },
    {
      name: 'of no workspace',
      method: 'DELETE',
      url: `${url}/c-mine`,
      before: mine,
      status: 400,
      content: [issueAt('workspaceId')],
    },
  ],
};
