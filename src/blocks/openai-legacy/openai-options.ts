import { z } from 'zod';
import { numberOrVariable, text } from '../shared/fields.ts';

const roles = ['system', 'user', 'assistant', 'Messages sequence ✨', 'Dialogue'] as const;

const message = z.object({
  id: text,
  role: z.enum(roles).optional(),
  /** A text; for a sequence the variables that hold it. */
  content: z.unknown().optional(),
  name: text,
  dialogueVariableId: text,
  startsBy: z.enum(['user', 'assistant']).optional(),
});

const extracted = ['Message content', 'Total tokens', 'Prompt tokens', 'Completion tokens'] as const;

/** Fields of the options, those of all tasks together (ai §12). */
export const openaiOptions = {
  task: z.enum(['Create chat completion', 'Create speech', 'Create image']).optional(),
  credentialsId: text,
  baseUrl: text,
  apiVersion: text,
  model: text,
  messages: z.array(message).optional(),
  advancedSettings: z.object({ temperature: numberOrVariable }).optional(),
  responseMapping: z
    .array(z.object({ id: text, valueToExtract: z.enum(extracted).optional(), variableId: text }))
    .optional(),
  input: text,
  voice: z.enum(['alloy', 'echo', 'fable', 'onyx', 'nova', 'shimmer']).optional(),
  saveUrlInVariableId: text,
};
