import { z } from 'zod';
import type { Warning } from '../../flow/program.ts';
import { idText } from '../ids.ts';

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

/** Fields of a bot that a request may bring. */
export const botFields = {
  ...flowParts,
  name: z.string().optional(),
  icon: z.string().nullish(),
  folderId: idText.nullish(),
  publicId: z.string().min(1).nullish(),
};

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
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
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

/** Most warnings told in one answer; a file may be broken in a hundred thousand places. */
const mostWarnings = 100;

/** Warnings in an answer; absent when there are none. */
export const warningsSchema = z.array(warningSchema).optional();

/** What an answer tells of a report. */
export function warningsOf(report: readonly Warning[]): readonly Warning[] | undefined {
  return report.length > 0 ? report.slice(0, mostWarnings) : undefined;
}
