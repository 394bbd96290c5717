import { z } from 'zod';

const date = z.iso.datetime();

/** A bot as its author sees it. */
export const botSchema = z
  .looseObject({
    id: z.string(),
    workspaceId: z.string(),
    name: z.string(),
    icon: z.string().nullable(),
    folderId: z.string().nullable(),
    publicId: z.string().nullable(),
    isClosed: z.boolean(),
    isArchived: z.boolean(),
    version: z.string().nullish(),
    groups: z.array(z.unknown()),
    events: z.array(z.unknown()).nullish(),
    edges: z.array(z.unknown()),
    variables: z.array(z.unknown()),
    theme: z.looseObject({}),
    settings: z.looseObject({}),
    createdAt: date,
    updatedAt: date,
  })
  .describe('The fields of an export file.');

const warningSchema = z.object({
  group: z.string().optional(),
  block: z.string().optional(),
  field: z.string().optional(),
  message: z.string(),
});

/** Answer with one bot. */
export const botResponse = z.object({ typebot: botSchema });
/** Answer of getting a bot. */
export const readBotResponse = z.object({ typebot: botSchema, currentUserMode: z.string() });
/** Answer of an import: what was repaired or left out. */
export const importBotResponse = z.object({ typebot: botSchema, warnings: z.array(warningSchema).optional() });
/** Answer of a publication: what looks wrong. */
export const publishResponse = z.object({ message: z.string(), report: z.array(warningSchema).optional() });

/** Answer of the list of bots. */
export const botListResponse = z.object({
  typebots: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      icon: z.string().nullable(),
      spaceId: z.null(),
      createdAt: date,
      publishedTypebotId: z.string().optional(),
      accessRight: z.string(),
    }),
  ),
});

/** Answer of the published copy. */
export const publishedBotResponse = z.object({
  publishedTypebot: z
    .looseObject({ id: z.string(), typebotId: z.string(), createdAt: date, updatedAt: date })
    .nullable(),
});

/** A conversation as it is kept: what was said in it and the values that its variables have now. */
export const resultSchema = z.object({
  id: z.string(),
  createdAt: date,
  typebotId: z.string(),
  variables: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      value: z.union([z.string(), z.array(z.string().nullable())]).nullable(),
    }),
  ),
  isCompleted: z.boolean(),
  hasStarted: z.boolean(),
  isArchived: z.boolean(),
  lastChatSessionId: z.string().nullable(),
  answers: z.array(
    z.object({ blockId: z.string(), content: z.string(), attachedFileUrls: z.array(z.string()).optional() }),
  ),
});

/** Answer of the list of results. */
export const resultListResponse = z.object({
  results: z.array(resultSchema),
  nextCursor: z
    .union([z.int(), z.string()])
    .optional()
    .describe('Cursor of the next page, a number unless the request named a result; absent on the last page.'),
});
/** Answer with one result. */
export const resultResponse = z.object({ result: resultSchema });
/** Answer of the logs of a result. */
export const resultLogsResponse = z.object({
  logs: z.array(
    z.object({
      id: z.string(),
      createdAt: date,
      resultId: z.string(),
      status: z.string(),
      description: z.string(),
      details: z.string().nullable(),
      context: z.string().nullable(),
    }),
  ),
});

/** Answer of the workspace list. */
export const workspaceListResponse = z.object({
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), icon: z.string().nullable(), plan: z.string() })),
});

/** Answer of who the token belongs to. */
export const userResponse = z.object({ id: z.string(), email: z.string() });
