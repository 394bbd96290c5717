import { z } from 'zod';
import { isObject, type JsonObject } from './json.ts';
import { toValue } from './values.ts';

/**
 * The document of a bot in today's form (flow-format §1, §2): what import produces, the store keeps and export returns.
 * Unknown fields are kept, so everything that runs is read through the schemas below when a version is compiled.
 */
export interface FlowDocument extends JsonObject {
  /** Format version of the shape, `"6"` or `"6.1"`. */
  version: string;
  /** The version that the document was made in, when import upgraded its shape; run-time rules follow it. */
  importedVersion?: string;
  events: unknown[];
  groups: unknown[];
  edges: unknown[];
  variables: unknown[];
  theme: JsonObject;
  settings: JsonObject;
}

const text = z.string();

/** An arrow to a group, or to one block of it. `from` is for editors only and is not read. */
export const edgeSchema = z.object({
  id: text,
  to: z.object({ groupId: text, blockId: text.optional() }),
});
export type Edge = z.infer<typeof edgeSchema>;

/** An entry point beside the groups. */
export const eventSchema = z.object({
  id: text,
  type: z.enum(['start', 'command', 'reply', 'invalidReply']),
  outgoingEdgeId: text.optional(),
  /** Title of the group that held the start of a flow of before version 6; import notes it. */
  title: text.optional(),
  /** Id of the block that was the start of such a flow; import notes it. */
  blockId: text.optional(),
  options: z
    .object({
      command: text.optional(),
      resumeAfter: z.boolean().optional(),
      contentVariableId: text.optional(),
      inputNameVariableId: text.optional(),
      inputTypeVariableId: text.optional(),
    })
    .optional(),
});
export type FlowEvent = z.infer<typeof eventSchema>;

/** A variable as it is declared; `value` is its initial value. */
export const variableSchema = z.object({
  id: text,
  name: text,
  isSessionVariable: z.boolean().optional(),
  // An initial "" is kept as it is: code sees it as 0 and `Equal to ""` is true for it (variables §12).
  value: z
    .unknown()
    .transform((value) => (value === undefined ? undefined : value === '' ? '' : toValue(value)))
    .optional(),
});
export type Variable = z.infer<typeof variableSchema>;

/** A titled list of blocks; each block is read through the schema of its kind. */
export const groupSchema = z.object({
  id: text,
  title: z.string().default(''),
  blocks: z.array(z.unknown()).default([]),
});

/** What every block has. */
export const blockBaseSchema = z.object({ id: text, type: text, outgoingEdgeId: text.optional() });
export type BlockBase = z.infer<typeof blockBaseSchema>;

/** Type of the block that flows of before version 6 began with. Nothing happens when a flow comes across it. */
export const startBlockType = 'start';

/** The version whose rules the document runs by, and which is reported to clients. */
export function runtimeVersion(document: JsonObject): string {
  const { importedVersion, version } = document;
  if (typeof importedVersion === 'string') return importedVersion;
  return typeof version === 'string' ? version : '3';
}

/** Lists of a document that may be missing or of a wrong type count as empty. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Objects of a document that may be missing or of a wrong type count as empty. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
