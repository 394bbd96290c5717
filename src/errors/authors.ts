import { entry, unplanned } from './entry.ts';

/** Errors of bots, results and what else belongs to those who write bots. */
export const authorsErrors = {
  botNotFound: entry(
    'NOT_FOUND',
    'Typebot not found',
    'No bot has this id, it is not published, it was deleted, or the token may not see it.',
  ),
  publishedBotNotFound: entry(
    'NOT_FOUND',
    'Published typebot not found',
    'The bot is not published. Publish it first.',
  ),
  templateNotFound: entry(
    'NOT_FOUND',
    'Template not found',
    'This server has no template gallery. Import the bot as a file instead.',
  ),
  workspaceNotFound: entry(
    'NOT_FOUND',
    'Workspace not found',
    'No workspace has this id, or the token has no access to it.',
  ),
  credentialsNotFound: entry('NOT_FOUND', 'Credentials not found', 'No credentials of the workspace have this id.'),
  credentialsExist: entry(
    'CONFLICT',
    'Credentials already exist.',
    'Choose another id, or change the existing credentials.',
  ),
  credentialsUnreadable: entry(
    'CONFLICT',
    'Credentials cannot be read',
    'They were stored with another ENCRYPTION_SECRET. Set that one as ENCRYPTION_SECRET_OLD, or write them anew.',
  ),
  credentialsChanged: entry(
    'CONFLICT',
    'Credentials were changed meanwhile',
    'Somebody else wrote them at the same time. Read them again, then send the change again.',
  ),
  resultNotFound: entry(
    'NOT_FOUND',
    'Result not found.',
    'Previews and conversations that have not started have no result.',
  ),
  noSuchResult: entry(
    'NOT_FOUND',
    'Result not found',
    'The bot has no result with this id, or the result was deleted.',
  ),
  staleBot: unplanned(
    'CONFLICT',
    'Found newer version of the typebot in database',
    'Somebody saved the bot after you loaded it. Load it again, or send `overwrite: true`.',
  ),
  invalidBotFile: entry(
    'BAD_REQUEST',
    'Invalid typebot file: {reason}',
    'The file is not an exported bot, or lacks what a bot cannot do without.',
  ),
  invalidBot: entry(
    'INTERNAL_SERVER_ERROR',
    'Invalid typebot: {path}',
    'The stored bot cannot be run, for example because it has no start event.',
  ),
  publicIdInvalid: entry(
    'BAD_REQUEST',
    'Invalid public id',
    'Public ids hold lower-case letters, digits and single dashes, not at the beginning, at most 255 characters.',
  ),
  publicIdTaken: entry('BAD_REQUEST', 'Public id not available', 'Another bot of this server has this public id.'),
} as const;
