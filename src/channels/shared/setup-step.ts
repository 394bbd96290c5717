import type { AppRequest, AppResponse, SetupStep } from '../channel.ts';
import { answerFields } from './answer-fields.ts';

/** Fields of an answer. */
export type AnswerFields = Readonly<Record<string, unknown>>;

/** How a step went, and what is told of it. */
export interface StepResult {
  readonly isOk: boolean;
  readonly detail: string;
}

/** A step whose answer is fields in JSON and an HTTP status; without an answer it went wrong. */
export function setupStep(
  name: string,
  request: AppRequest,
  read: (fields: AnswerFields, status: number) => StepResult,
): SetupStep {
  const readAnswer = (response: AppResponse): StepResult =>
    'failure' in response ? { isOk: false, detail: response.failure } : read(answerFields(response), response.status);
  return { name, request, read: readAnswer };
}
