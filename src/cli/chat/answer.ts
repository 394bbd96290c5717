import { z } from 'zod';

const bubbleSchema = z.object({ id: z.string(), type: z.string(), content: z.record(z.string(), z.unknown()) });

const inputSchema = z.object({
  id: z.string(),
  type: z.string(),
  options: z.record(z.string(), z.unknown()).optional(),
  items: z.array(z.record(z.string(), z.unknown())).optional(),
  runtimeOptions: z.record(z.string(), z.unknown()).optional(),
});

const actionSchema = z.looseObject({
  type: z.string(),
  lastBubbleBlockId: z.string().optional(),
  expectsDedicatedReply: z.boolean().optional(),
});

/** The answer of a server to a start or a message, as far as a terminal can show it. */
export const answerSchema = z.object({
  sessionId: z.string().optional(),
  messages: z.array(bubbleSchema),
  input: inputSchema.optional(),
  clientSideActions: z.array(actionSchema).default([]),
  logs: z
    .array(z.object({ description: z.string(), status: z.string().optional(), details: z.string().optional() }))
    .default([]),
});

export type ChatAnswer = z.infer<typeof answerSchema>;
export type AnswerBubble = z.infer<typeof bubbleSchema>;
export type AnswerInput = z.infer<typeof inputSchema>;
export type AnswerAction = z.infer<typeof actionSchema>;
