import { z } from 'zod';
import { requireBot } from '../../accounts/access.ts';
import { publishBot } from '../../bots/publish-bot.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { doneResponse, sendValue } from '../answer.ts';
import { defineCall } from '../call.ts';
import { ownBot } from '../subjects.ts';
import { publishedObject } from './bot-object.ts';
import { warningsOf, warningsSchema } from './bot-schemas.ts';

/** Lets people talk to the draft of a bot. */
export const publishTypebot = defineCall({
  method: 'POST',
  path: '/api/v1/typebots/:typebotId/publish',
  id: 'publishTypebot',
  tag: 'Bots',
  summary: 'Publishes the draft and says what looks wrong in it',
  token: { missing: 'notLoggedIn' },
  subject: ownBot,
  response: { schema: z.object({ message: z.string(), report: warningsSchema }) },
  errors: ['botNotFound', 'publicIdTaken'],
  async handle({ services: { store, clock }, reply, params, user }) {
    const bot = await requireBot(store, user, params.typebotId);
    const { report } = await publishBot(store.bots, bot, clock.now());
    return sendValue(reply, { message: 'success', report: warningsOf(report) });
  },
});

/** Lets nobody start a conversation any more. */
export const unpublishTypebot = defineCall({
  method: 'POST',
  path: '/api/v1/typebots/:typebotId/unpublish',
  id: 'unpublishTypebot',
  tag: 'Bots',
  summary: 'Takes a bot off the air; running conversations go on',
  token: { missing: 'notLoggedIn' },
  subject: ownBot,
  response: { schema: doneResponse },
  errors: ['botNotFound', 'publishedBotNotFound'],
  async handle({ services: { store }, reply, params, user }) {
    const head = await store.bots.head(params.typebotId);
    if (!head?.publishedVersionId) throw new ReparteeError('publishedBotNotFound');
    const bot = await requireBot(store, user, head.id);
    await store.bots.unpublish(bot.id);
    return sendValue(reply, { message: 'success' });
  },
});

/** Gives what people talk to. */
export const getPublishedTypebot = defineCall({
  method: 'GET',
  path: '/api/v1/typebots/:typebotId/publishedTypebot',
  id: 'getPublishedTypebot',
  tag: 'Bots',
  summary: 'Gives the published copy of a bot, or null',
  token: { missing: 'notLoggedIn' },
  subject: ownBot,
  response: {
    schema: z.object({
      publishedTypebot: z
        .looseObject({
          id: z.string(),
          typebotId: z.string(),
          createdAt: z.iso.datetime(),
          updatedAt: z.iso.datetime(),
        })
        .nullable(),
    }),
  },
  errors: ['botNotFound'],
  async handle({ services: { store }, reply, params, user }) {
    const bot = await requireBot(store, user, params.typebotId);
    const version = bot.publishedVersionId === null ? undefined : await store.bots.getVersion(bot.publishedVersionId);
    return sendValue(reply, { publishedTypebot: version ? publishedObject(version) : null });
  },
});
