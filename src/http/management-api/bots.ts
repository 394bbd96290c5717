import { z } from 'zod';
import { requireBot, requireWorkspace, writableWorkspace } from '../../accounts/access.ts';
import { createBot } from '../../bots/create-bot.ts';
import { editBot } from '../../bots/edit-bot.ts';
import { importBot } from '../../bots/import-bot.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { doneResponse, sendValue } from '../answer.ts';
import { defineCall } from '../call.ts';
import { idText } from '../ids.ts';
import { ownBot } from '../subjects.ts';
import { botObject, isoDate } from './bot-object.ts';
import { botFields, botResponse, botSchema, warningsOf, warningsSchema } from './bot-schemas.ts';

/** Lists the bots of a workspace. */
export const listTypebots = defineCall({
  method: 'GET',
  path: '/api/v1/typebots',
  id: 'listTypebots',
  tag: 'Bots',
  summary: 'Lists the bots of a workspace',
  token: { missing: 'notLoggedIn' },
  query: z.object({ workspaceId: idText, folderId: idText.optional() }),
  response: {
    schema: z.object({
      typebots: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          icon: z.string().nullable(),
          spaceId: z.null(),
          createdAt: z.iso.datetime(),
          publishedTypebotId: z.string().optional(),
          accessRight: z.string(),
        }),
      ),
    }),
  },
  errors: ['workspaceNotFound', 'invalidInput'],
  async handle({ services: { store }, reply, query: { workspaceId, folderId }, user }) {
    await requireWorkspace(store.accounts, user, workspaceId);
    const bots = await store.bots.list(workspaceId);
    const wanted = folderId === 'root' ? null : folderId;
    const typebots = bots
      .filter((bot) => wanted === undefined || bot.folderId === wanted)
      .map(({ id, name, icon, createdAt, publishedVersionId }) => ({
        id,
        name,
        icon,
        spaceId: null,
        createdAt: isoDate(createdAt),
        publishedTypebotId: publishedVersionId ?? undefined,
        accessRight: 'write',
      }));
    return sendValue(reply, { typebots });
  },
});

/** Makes a bot. */
export const createTypebot = defineCall({
  method: 'POST',
  path: '/api/v1/typebots',
  id: 'createTypebot',
  tag: 'Bots',
  summary: 'Makes a new bot',
  token: { missing: 'notLoggedIn' },
  body: { schema: z.object({ workspaceId: idText.optional(), typebot: z.object(botFields).default({}) }) },
  response: { schema: botResponse },
  errors: ['workspaceNotFound', 'publicIdInvalid', 'publicIdTaken'],
  async handle({ services: { store, clock }, reply, body, user }) {
    const { name, icon, folderId, publicId, ...parts } = body.typebot;
    const workspaceId = await writableWorkspace(store.accounts, user, body.workspaceId);
    const asked = { workspaceId, name, icon, folderId, publicId, parts };
    return sendValue(reply, { typebot: botObject(await createBot(store.bots, asked, clock.now())) });
  },
});

/** Makes a bot of an export file. */
export const importTypebot = defineCall({
  method: 'POST',
  path: '/api/v1/typebots/import',
  id: 'importTypebot',
  tag: 'Bots',
  summary: 'Makes a bot of an export file and says what it repaired',
  token: { missing: 'notLoggedIn' },
  body: {
    schema: z.object({
      workspaceId: idText.optional(),
      typebot: z.record(z.string(), z.unknown()),
      folderId: idText.nullish(),
      enableSafetyFlags: z.boolean().optional(),
    }),
  },
  response: { schema: z.object({ typebot: botSchema, warnings: warningsSchema }) },
  errors: ['workspaceNotFound', 'invalidBotFile'],
  async handle({ services: { store, clock }, reply, body, user }) {
    const { typebot: file, folderId, enableSafetyFlags: hasSafetyFlags } = body;
    const workspaceId = await writableWorkspace(store.accounts, user, body.workspaceId);
    const { bot, report } = await importBot(store.bots, { workspaceId, file, folderId, hasSafetyFlags }, clock.now());
    return sendValue(reply, { typebot: botObject(bot), warnings: warningsOf(report) });
  },
});

/** Gives a draft. The token is optional, but without one nothing is found. */
export const getTypebot = defineCall({
  method: 'GET',
  path: '/api/v1/typebots/:typebotId',
  id: 'getTypebot',
  tag: 'Bots',
  summary: 'Gives the draft of a bot',
  token: { missing: 'botNotFound' },
  subject: ownBot,
  response: { schema: z.object({ typebot: botSchema, currentUserMode: z.string() }) },
  async handle({ services: { store }, reply, params, user }) {
    const bot = await requireBot(store, user, params.typebotId);
    return sendValue(reply, { typebot: botObject(bot), currentUserMode: 'write' });
  },
});

/** Changes a draft: whole values replace, absent ones stay. */
export const updateTypebot = defineCall({
  method: 'PATCH',
  path: '/api/v1/typebots/:typebotId',
  id: 'updateTypebot',
  tag: 'Bots',
  summary: 'Replaces the given parts of the draft',
  token: { missing: 'notLoggedIn' },
  subject: ownBot,
  body: {
    schema: z.object({
      typebot: z.object({
        ...botFields,
        version: z.enum(['6', '6.1']).optional(),
        isClosed: z.boolean().optional(),
        updatedAt: z.string().optional(),
      }),
      overwrite: z.boolean().optional(),
    }),
  },
  response: { schema: botResponse },
  errors: ['botNotFound', 'staleBot', 'publicIdInvalid', 'publicIdTaken'],
  async handle({ services: { store, clock }, reply, params, body: { typebot, overwrite }, user }) {
    const bot = await requireBot(store, user, params.typebotId);
    const { name, icon, folderId, publicId, isClosed, updatedAt, ...parts } = typebot;
    const loadedAt = updatedAt === undefined || overwrite ? undefined : Date.parse(updatedAt);
    const edit = { name, icon, folderId, publicId, isClosed, loadedAt, parts };
    return sendValue(reply, { typebot: botObject(await editBot(store.bots, bot, edit, clock.now())) });
  },
});

/** Archives a bot. */
export const deleteTypebot = defineCall({
  method: 'DELETE',
  path: '/api/v1/typebots/:typebotId',
  id: 'deleteTypebot',
  tag: 'Bots',
  summary: 'Archives a bot',
  token: { missing: 'notLoggedIn' },
  subject: ownBot,
  response: { schema: doneResponse },
  errors: ['botNotFound'],
  async handle({ services: { store, clock }, reply, params, user }) {
    const bot = await requireBot(store, user, params.typebotId);
    if (!(await store.bots.archive(bot.id, clock.now()))) throw new ReparteeError('botNotFound');
    return sendValue(reply, { message: 'success' });
  },
});
