import type { Call } from './call.ts';
import { chatCalls } from './chat-api/calls.ts';
import { managementCalls } from './management-api/calls.ts';
import { referenceCalls } from './openapi/calls.ts';
import { operationCalls } from './operations/calls.ts';
import { fileCalls } from './uploads/calls.ts';

/** Every call that the server answers. */
export const calls: readonly Call[] = [
  ...chatCalls,
  ...fileCalls,
  ...managementCalls,
  ...operationCalls,
  ...referenceCalls(() => calls),
];
