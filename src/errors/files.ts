import { entry } from './entry.ts';

/** Errors of uploads and files. */
export const filesErrors = {
  uploadNoSession: entry('BAD_REQUEST', "Can't find session", 'An upload belongs to a running session.'),
  uploadNoBot: entry('BAD_REQUEST', "Can't find typebot", 'The bot of the session does not exist any more.'),
  uploadNoBlock: entry(
    'BAD_REQUEST',
    "Can't find currentBlockId in session state",
    'The session does not wait on an input.',
  ),
  uploadNotExpected: entry(
    'BAD_REQUEST',
    'Current block does not expect file upload',
    'The session waits on an input that takes no files.',
  ),
  uploadTypeRefused: entry('BAD_REQUEST', 'File type {type} not allowed', 'The file input lists the types it takes.'),
  uploadTooLarge: entry(
    'BAD_REQUEST',
    'File size exceeds the {limit}MB limit',
    'The file is larger than the input or the server allows.',
  ),
  uploadsTooLarge: entry(
    'PAYLOAD_TOO_LARGE',
    'The files of this conversation exceed {limit}MB',
    'A conversation holds files up to UPLOADS_PER_CONVERSATION. Those that no answer names stop counting after an hour.',
  ),
  tooManyUploads: entry(
    'TOO_MANY_REQUESTS',
    'More than {limit} files are on their way. Send them first.',
    'So many links of the conversation were announced and not used. They end after ten minutes.',
  ),
  storageMissing: entry(
    'INTERNAL_SERVER_ERROR',
    'File storage is not configured.',
    'The server was started without a place for uploads.',
  ),
} as const;
