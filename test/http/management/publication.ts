import { expect } from 'vitest';
import { flowDocument } from '../../support/running-flow.ts';
import { before, document, failAfter, messageOf, type Scenarios } from './prepare.ts';

const bots = '/api/v1/typebots';

/** Calls about what people talk to. */
export const publicationScenarios: Scenarios = {
  publishTypebot: [
    {
      name: 'gives a public id, and tells what looks wrong',
      method: 'POST',
      url: `${bots}/draft/publish`,
      before: ({ store }) =>
        store.bots.update('draft', { updatedAt: before, document: { ...document, edges: [{ id: 'x', to: {} }] } }),
      status: 200,
      content: ['"message":"success"', '"report":[{'],
      async after({ store }) {
        const bot = await store.bots.get('draft');
        expect(bot).toMatchObject({ publicId: expect.any(String), publishedVersionId: expect.any(String) });
        expect(await store.bots.getVersion(bot!.publishedVersionId!)).toMatchObject({ number: 1, botId: 'draft' });
      },
    },
    {
      name: 'nothing when the store fails',
      method: 'POST',
      url: `${bots}/draft/publish`,
      before: failAfter(0),
      status: 503,
      content: [messageOf('storeUnavailable')],
      after: async ({ store }) =>
        expect(await store.bots.get('draft')).toMatchObject({ publicId: null, publishedVersionId: null }),
    },
    { name: 'all in one write', method: 'POST', url: `${bots}/draft/publish`, before: failAfter(1), status: 200 },
    {
      name: 'publishes again under the same public id',
      method: 'POST',
      url: `${bots}/mine/publish`,
      status: 200,
      async after({ store }) {
        const bot = await store.bots.get('mine');
        expect(bot).toMatchObject({ publicId: 'public-mine', updatedAt: before });
        expect(await store.bots.getVersion(bot!.publishedVersionId!)).toMatchObject({ number: 2 });
      },
    },
  ],
  unpublishTypebot: [
    {
      name: 'takes a bot off the air',
      method: 'POST',
      url: `${bots}/mine/unpublish`,
      status: 200,
      content: ['{"message":"success"}'],
      after: async ({ store }) => expect(await store.bots.head('mine')).toMatchObject({ publishedVersionId: null }),
    },
    {
      name: 'a bot that is not published',
      method: 'POST',
      url: `${bots}/draft/unpublish`,
      status: 404,
      content: [messageOf('publishedBotNotFound')],
    },
  ],
  getPublishedTypebot: [
    {
      name: 'gives the published copy',
      method: 'GET',
      url: `${bots}/mine/publishedTypebot`,
      before: ({ store }) => store.bots.update('mine', { updatedAt: before, document: flowDocument({}) }),
      status: 200,
      content: ['"typebotId":"mine"', '"id":"q"'],
    },
    {
      name: 'gives null when there is none',
      method: 'GET',
      url: `${bots}/draft/publishedTypebot`,
      status: 200,
      content: ['{"publishedTypebot":null}'],
    },
  ],
};
