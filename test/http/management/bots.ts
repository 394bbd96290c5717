import { expect } from 'vitest';
import type { Scenario } from '../../support/scenario.ts';
import { document, failAfter, issueAt, messageOf, type Scenarios } from './prepare.ts';

const bots = '/api/v1/typebots';

/** Calls about drafts. */
export const botScenarios: Scenarios = {
  listTypebots: [
    {
      name: 'lists the bots of a workspace, and no others',
      method: 'GET',
      url: `${bots}?workspaceId=WORKSPACE`,
      status: 200,
      content: ['"id":"mine"', '"id":"draft"', '"publishedTypebotId":"version of mine"', '"accessRight":"write"'],
      notContent: ['gone', 'foreign'],
    },
    {
      name: 'lists those of a folder',
      method: 'GET',
      url: `${bots}?workspaceId=WORKSPACE&folderId=shelf`,
      status: 200,
      content: ['"id":"mine"'],
      notContent: ['draft'],
    },
    {
      name: 'lists those in no folder',
      method: 'GET',
      url: `${bots}?workspaceId=WORKSPACE&folderId=root`,
      status: 200,
      content: ['"id":"draft"'],
      notContent: ['mine'],
    },
    { name: 'of no workspace', method: 'GET', url: bots, status: 400, content: [issueAt('workspaceId')] },
    {
      name: 'of a workspace of others',
      method: 'GET',
      url: `${bots}?workspaceId=elsewhere`,
      status: 404,
      content: [messageOf('workspaceNotFound')],
    },
    {
      name: 'of two workspaces at once',
      method: 'GET',
      url: `${bots}?workspaceId=a&workspaceId=b`,
      status: 400,
      content: [issueAt('workspaceId')],
    },
  ],
  createTypebot: [
    {
      name: 'makes an empty bot in the only workspace',
      method: 'POST',
      url: bots,
      status: 200,
      content: ['"name":"My typebot"', '"workspaceId":"WORKSPACE"', '"type":"start"', '"publicId":null'],
      after: async ({ store, workspaceId }) => expect(await store.bots.list(workspaceId)).toHaveLength(3),
    },
    {
      name: 'makes what it is told',
      method: 'POST',
      url: bots,
      body: {
        workspaceId: 'WORKSPACE',
        typebot: { name: 'New', publicId: 'new', icon: '🤖', variables: [{ id: 'v' }] },
      },
      status: 200,
      content: ['"name":"New"', '"publicId":"new"', '"icon":"🤖"', '"variables":[{"id":"v"}]'],
    },
    {
      name: 'in a workspace of others',
      method: 'POST',
      url: bots,
      body: { workspaceId: 'elsewhere', typebot: {} },
      status: 404,
      content: [messageOf('workspaceNotFound')],
    },
    ...(
      [
        ['a public id that is taken', { publicId: 'public-mine' }, 'publicIdTaken'],
        ['a public id that cannot be one', { publicId: 'No Id' }, 'publicIdInvalid'],
      ] as const
    ).map(
      ([name, typebot, error]): Scenario => ({
        name,
        method: 'POST',
        url: bots,
        body: { typebot },
        status: 400,
        content: [messageOf(error)],
        after: async ({ store, workspaceId }) => expect(await store.bots.list(workspaceId)).toHaveLength(2),
      }),
    ),
    {
      name: 'fields of other types',
      method: 'POST',
      url: bots,
      body: { workspaceId: 1, typebot: { name: 1, groups: {}, theme: [], publicId: '' } },
      status: 400,
      content: [
        issueAt('workspaceId'),
        ...['name', 'groups', 'theme', 'publicId'].map((field) => issueAt('typebot', field)),
      ],
    },
  ],
  importTypebot: [
    {
      name: 'keeps an id that is free',
      method: 'POST',
      url: `${bots}/import`,
      body: { workspaceId: 'WORKSPACE', typebot: { ...document, id: 'imported', name: 'Imported', publicId: 'x' } },
      status: 200,
      content: ['"id":"imported"', '"name":"Imported"', '"publicId":null'],
    },
    {
      name: 'gives another id when it is taken',
      method: 'POST',
      url: `${bots}/import`,
      body: { typebot: { ...document, id: 'foreign', name: 'Copy' } },
      status: 200,
      notContent: ['"id":"foreign"'],
    },
    {
      name: 'in a workspace of others',
      method: 'POST',
      url: `${bots}/import`,
      body: { workspaceId: 'elsewhere', typebot: { ...document, name: 'x' } },
      status: 404,
      content: [messageOf('workspaceNotFound')],
    },
    {
      name: 'no bot at all',
      method: 'POST',
      url: `${bots}/import`,
      body: { typebot: { name: 'x', version: '6.1', groups: 5 } },
      status: 400,
      content: ['Invalid typebot file'],
    },
    { name: 'nothing', method: 'POST', url: `${bots}/import`, status: 400, content: [issueAt('typebot')] },
  ],
  getTypebot: [
    {
      name: 'gives a draft',
      method: 'GET',
      url: `${bots}/mine`,
      status: 200,
      content: ['"id":"mine"', '"publicId":"public-mine"', '"groups":[', '"currentUserMode":"write"'],
    },
  ],
  updateTypebot: [
    {
      name: 'changes what is named only',
      method: 'PATCH',
      url: `${bots}/mine`,
      body: { typebot: { name: 'Renamed', isClosed: true, publicId: 'other', variables: [] } },
      status: 200,
      content: ['"name":"Renamed"', '"isClosed":true', '"publicId":"other"', '"folderId":"shelf"', '"groups":[{'],
      async after({ store }) {
        expect(await store.bots.get('mine')).toMatchObject({ name: 'Renamed', document: { groups: document.groups } });
        expect(await store.bots.headByPublicId('public-mine')).toBeUndefined();
      },
    },
    {
      name: 'takes a public id away',
      method: 'PATCH',
      url: `${bots}/mine`,
      body: { typebot: { publicId: null } },
      status: 200,
      content: ['"publicId":null'],
    },
    {
      name: 'what somebody else has saved since',
      method: 'PATCH',
      url: `${bots}/mine`,
      body: { typebot: { name: 'Mine', updatedAt: '2026-03-10T07:59:54Z' } },
      status: 409,
      content: [messageOf('staleBot')],
      after: async ({ store }) => expect(await store.bots.get('mine')).toMatchObject({ name: 'Bot mine' }),
    },
    {
      name: 'the same with force',
      method: 'PATCH',
      url: `${bots}/mine`,
      body: { typebot: { name: 'Mine', updatedAt: '2026-03-10T07:59:54Z' }, overwrite: true },
      status: 200,
      content: ['"name":"Mine"'],
    },
    {
      name: 'what was saved a moment ago',
      method: 'PATCH',
      url: `${bots}/mine`,
      body: { typebot: { name: 'Mine', updatedAt: '2026-03-10T07:59:56Z' } },
      status: 200,
      content: ['"name":"Mine"'],
    },
    ...(
      [
        ['a public id that is taken', { publicId: 'public-foreign' }, 'publicIdTaken'],
        ['a public id that cannot be one', { publicId: '-' }, 'publicIdInvalid'],
      ] as const
    ).map(
      ([name, typebot, error]): Scenario => ({
        name,
        method: 'PATCH',
        url: `${bots}/mine`,
        body: { typebot: { name: 'Other', ...typebot } },
        status: 400,
        content: [messageOf(error)],
        after: async ({ store }) => expect(await store.bots.get('mine')).toMatchObject({ name: 'Bot mine' }),
      }),
    ),
    {
      name: 'fields of other types',
      method: 'PATCH',
      url: `${bots}/mine`,
      body: { typebot: { version: '5', isClosed: 'no', edges: null }, overwrite: 1 },
      status: 400,
      content: [issueAt('overwrite'), ...['version', 'isClosed', 'edges'].map((field) => issueAt('typebot', field))],
    },
    { name: 'nothing', method: 'PATCH', url: `${bots}/mine`, status: 400, content: [issueAt('typebot')] },
  ],
  deleteTypebot: [
    {
      name: 'archives a bot, which nobody can start then',
      method: 'DELETE',
      url: `${bots}/mine`,
      status: 200,
      content: ['{"message":"success"}'],
      async after({ store }) {
        const archived = { isArchived: true, publishedVersionId: null, publicId: null };
        expect(await store.bots.get('mine')).toMatchObject(archived);
        expect(await store.bots.headByPublicId('public-mine')).toBeUndefined();
      },
    },
    {
      name: 'nothing when the store fails',
      method: 'DELETE',
      url: `${bots}/mine`,
      before: failAfter(0),
      status: 503,
      content: [messageOf('storeUnavailable')],
      after: async ({ store }) =>
        expect(await store.bots.get('mine')).toMatchObject({ isArchived: false, publicId: 'public-mine' }),
    },
    { name: 'all in one write', method: 'DELETE', url: `${bots}/mine`, before: failAfter(1), status: 200 },
  ],
};
