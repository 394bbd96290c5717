import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireBot, requireWorkspace, writableWorkspace } from '../../accounts/access.ts';
import { createBot } from '../../bots/create-bot.ts';
import { editBot } from '../../bots/edit-bot.ts';
import { importBot } from '../../bots/import-bot.ts';
import { publishBot } from '../../bots/publish-bot.ts';
import { ReparteeError } from '../../errors/errors.ts';
import type { FlowDocument } from '../../flow/document.ts';
import { sendValue } from '../answer.ts';
import { idText } from '../ids.ts';
import type { Services } from '../services.ts';
import { readBody, readInput } from '../validate.ts';
import { botObject, isoDate, publishedObject } from './bot-object.ts';

type BotRequest = FastifyRequest<{ Params: { typebotId: string } }>;

/** Parts of a flow that a request may bring; what is inside is read tolerantly when the bot runs. */
const flowParts = {
  groups: z.array(z.unknown()).optional(),
  events: z.array(z.unknown()).optional(),
  edges: z.array(z.unknown()).optional(),
  variables: z.array(z.unknown()).optional(),
  theme: z.record(z.string(), z.unknown()).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  resultsTablePreferences: z.record(z.string(), z.unknown()).nullish(),
  selectedThemeTemplateId: z.string().nullish(),
};

const botFields = {
  ...flowParts,
  name: z.string().optional(),
  icon: z.string().nullish(),
  folderId: idText.nullish(),
  publicId: z.string().min(1).nullish(),
};

/** Body of `POST /api/v1/typebots`. */
export const createBotSchema = z.object({
  workspaceId: idText.optional(),
  typebot: z.object(botFields).default({}),
});

/** Body of `POST /api/v1/typebots/import`. */
export const importBotSchema = z.object({
  workspaceId: idText.optional(),
  typebot: z.record(z.string(), z.unknown()),
  folderId: idText.nullish(),
  enableSafetyFlags: z.boolean().optional(),
});

/** Body of `PATCH /api/v1/typebots/{typebotId}`. */
export const patchBotSchema = z.object({
  typebot: z.object({
    ...botFields,
    version: z.enum(['6', '6.1']).optional(),
    isClosed: z.boolean().optional(),
    updatedAt: z.string().optional(),
  }),
  overwrite: z.boolean().optional(),
});

/** Query of `GET /api/v1/typebots`. */
export const listBotsSchema = z.object({ workspaceId: idText, folderId: idText.optional() });

/** Warnings told in one answer; a file may be broken in a hundred thousand places. */
const mostWarnings = 100;

/** `GET /api/v1/typebots?workspaceId=&folderId=` */
export async function listBots({ store, tokens }: Services, request: FastifyRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const query = readInput(listBotsSchema, request.query);
  await requireWorkspace(store.accounts, user, query.workspaceId);
  const bots = await store.bots.list(query.workspaceId);
  const wanted = query.folderId === 'root' ? null : query.folderId;
  const typebots = bots
    .filter((bot) => wanted === undefined || bot.folderId === wanted)
    .map(({ id, name, icon, createdAt, publishedVersionId }) => ({
      id,
      name,
      icon,
      spaceId: null,
      createdAt: isoDate(createdAt),
      ...(publishedVersionId !== null && { publishedTypebotId: publishedVersionId }),
      accessRight: 'write',
    }));
  return sendValue(reply, { typebots });
}

/** `POST /api/v1/typebots` */
export async function createTypebot({ store, clock, tokens }: Services, request: FastifyRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const { workspaceId: named, typebot } = readBody(createBotSchema, request.body);
  const { name, icon, folderId, publicId, ...parts } = typebot;
  const workspaceId = await writableWorkspace(store.accounts, user, named);
  const asked = { workspaceId, name, icon, folderId, publicId, parts: parts as Partial<FlowDocument> };
  const bot = await createBot(store.bots, asked, clock.now());
  return sendValue(reply, { typebot: botObject(bot) });
}

/** `POST /api/v1/typebots/import` */
export async function importTypebot({ store, clock, tokens }: Services, request: FastifyRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const { workspaceId, typebot: file, folderId, enableSafetyFlags } = readBody(importBotSchema, request.body);
  const { bot, report } = await importBot(
    store.bots,
    {
      workspaceId: await writableWorkspace(store.accounts, user, workspaceId),
      file,
      folderId,
      hasSafetyFlags: enableSafetyFlags,
    },
    clock.now(),
  );
  return sendValue(reply, {
    typebot: botObject(bot),
    ...(report.length > 0 && { warnings: report.slice(0, mostWarnings) }),
  });
}

/** `GET /api/v1/typebots/{typebotId}`; the token is optional, but without one nothing is found. */
export async function getBot({ store, tokens }: Services, request: BotRequest, reply: FastifyReply) {
  const bot = await requireBot(store, tokens.userOf(request), request.params.typebotId);
  return sendValue(reply, { typebot: botObject(bot), currentUserMode: 'write' });
}

/** `PATCH /api/v1/typebots/{typebotId}`: whole values replace, absent ones stay. */
export async function patchBot({ store, clock, tokens }: Services, request: BotRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const bot = await requireBot(store, user, request.params.typebotId);
  const { typebot, overwrite } = readBody(patchBotSchema, request.body);
  const { name, icon, folderId, publicId, isClosed, updatedAt, ...parts } = typebot;
  const loadedAt = updatedAt === undefined || overwrite ? undefined : Date.parse(updatedAt);
  const edit = { name, icon, folderId, publicId, isClosed, loadedAt, parts: parts as Partial<FlowDocument> };
  return sendValue(reply, { typebot: botObject(await editBot(store.bots, bot, edit, clock.now())) });
}

/** `DELETE /api/v1/typebots/{typebotId}`: archives it. */
export async function deleteBot({ store, clock, tokens }: Services, request: BotRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const bot = await requireBot(store, user, request.params.typebotId);
  if (!(await store.bots.archive(bot.id, clock.now()))) throw new ReparteeError('botNotFound');
  return sendValue(reply, { message: 'success' });
}

/** `POST /api/v1/typebots/{typebotId}/publish` */
export async function publish({ store, clock, tokens }: Services, request: BotRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const bot = await requireBot(store, user, request.params.typebotId);
  const { report } = await publishBot(store.bots, bot, clock.now());
  return sendValue(reply, { message: 'success', ...(report.length > 0 && { report: report.slice(0, mostWarnings) }) });
}

/** `POST /api/v1/typebots/{typebotId}/unpublish` */
export async function unpublish({ store, tokens }: Services, request: BotRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const head = await store.bots.head(request.params.typebotId);
  if (!head?.publishedVersionId) throw new ReparteeError('publishedBotNotFound');
  const bot = await requireBot(store, user, head.id);
  await store.bots.unpublish(bot.id);
  return sendValue(reply, { message: 'success' });
}

/** `GET /api/v1/typebots/{typebotId}/publishedTypebot` */
export async function getPublished({ store, tokens }: Services, request: BotRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const bot = await requireBot(store, user, request.params.typebotId);
  const version = bot.publishedVersionId === null ? undefined : await store.bots.getVersion(bot.publishedVersionId);
  return sendValue(reply, { publishedTypebot: version ? publishedObject(version) : null });
}
