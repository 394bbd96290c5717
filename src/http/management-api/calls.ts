import type { Call } from '../call.ts';
import { getMe, listWorkspaces } from './account.ts';
import { createTypebot, deleteTypebot, getTypebot, importTypebot, listTypebots, updateTypebot } from './bots.ts';
import {
  createCredentials,
  deleteCredentials,
  getCredentials,
  listCredentials,
  updateCredentials,
} from './credentials.ts';
import { getPublishedTypebot, publishTypebot, unpublishTypebot } from './publication.ts';
import { getResult, listResultLogs, listResults } from './results.ts';

/** The calls of authors and their tools, in the order of the reference. Browsers of other sites may not use them. */
export const managementCalls: readonly Call[] = [
  listTypebots,
  createTypebot,
  importTypebot,
  getTypebot,
  updateTypebot,
  deleteTypebot,
  publishTypebot,
  unpublishTypebot,
  getPublishedTypebot,
  listResults,
  getResult,
  listResultLogs,
  listWorkspaces,
  listCredentials,
  createCredentials,
  getCredentials,
  updateCredentials,
  deleteCredentials,
  getMe,
];
