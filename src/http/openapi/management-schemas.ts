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

/** Answer of the workspace list. */
export const workspaceListResponse = z.object({
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), icon: z.string().nullable(), plan: z.string() })),
});

/** Answer of who the token belongs to. */
export const userResponse = z.object({ id: z.string(), email: z.string() });
