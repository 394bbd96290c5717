import { entry, unplanned } from './entry.ts';

/** Errors of conversations and their turns. */
export const chatErrors = {
  sessionNotFound: entry(
    'NOT_FOUND',
    'Session not found.',
    'The conversation ended, was removed after a long silence, or never existed. Start a new one.',
  ),
  sessionNotFoundForUpdate: entry(
    'NOT_FOUND',
    'Session not found',
    'updateTypebot was called for a session that does not exist.',
  ),
  sessionExpired: entry(
    'NOT_FOUND',
    'Session expired. You need to start a new session.',
    'The conversation was silent for longer than the bot allows. Start a new one.',
  ),
  botClosed: entry(
    'BAD_REQUEST',
    'This bot is now closed',
    "The author closed the bot. The message is the bot's own text when it has one.",
  ),
  originRefused: entry(
    'FORBIDDEN',
    'Origin not allowed',
    'The bot lists the web origins that may use it. Compare scheme, host and port exactly, without a slash at the end.',
  ),
  startGroupNotFound: entry(
    'BAD_REQUEST',
    "Start group doesn't exist",
    'The preview asked to start from a group that the draft does not have.',
  ),
  startEventNotFound: entry(
    'BAD_REQUEST',
    "Start event doesn't exist",
    'The preview asked to start from an event that the draft does not have.',
  ),
  commandNotFound: entry(
    'BAD_REQUEST',
    'Command event not found',
    'The bot has no command event with exactly this command. The session is unchanged.',
  ),
  commandNotConnected: entry(
    'BAD_REQUEST',
    "Command event doesn't have a connected edge",
    'The command event leads nowhere. The session is unchanged.',
  ),
  commandWithoutGroup: entry(
    'BAD_REQUEST',
    "Command event doesn't have a connected group",
    'The command event leads to a group that does not exist. The session is unchanged.',
  ),
  invalidClientResponse: entry(
    'BAD_REQUEST',
    'Provided response is not valid JSON',
    'The client ran an HTTP request for the bot and must send `{"statusCode":…,"data":…}` as text. `data.description` says what is wrong with the text. Retry.',
  ),
  missingStartParams: entry(
    'BAD_REQUEST',
    'Missing startParams',
    'sendMessage without `startParams` needs the id of a running session.',
  ),
  missingPaymentCredentials: entry(
    'BAD_REQUEST',
    'Missing credentialsId',
    'The payment input has no account connected.',
  ),
  unreadableAmount: entry(
    'BAD_REQUEST',
    'Could not parse amount, make sure your block is configured correctly',
    'The amount of the payment input is not a number with a decimal point.',
  ),
  paymentFailed: entry(
    'BAD_REQUEST',
    'Could not create payment intent',
    'The payment provider refused to create the payment.',
  ),
  turnTimeout: unplanned(
    'TIMEOUT',
    '{seconds} seconds timeout reached',
    'The turn took longer than CHAT_API_TIMEOUT allows. Nothing of it was kept.',
  ),
  conversationBusy: entry(
    'CONFLICT',
    'This conversation is busy. Try again.',
    'Another message of the same conversation is still being processed. Nothing was changed.',
  ),
  tooManyWaiting: entry(
    'TOO_MANY_REQUESTS',
    'Too many messages wait for their turn. Try again later.',
    'A conversation may have 100 messages that wait for the one before, and those of all conversations may hold 64 MB. Nothing was changed; `Retry-After` says when to try again.',
  ),
  webhookBlockNotFound: entry('NOT_FOUND', 'Webhook block not found', 'The bot has no webhook block with this id.'),
  chatSessionNotFound: entry(
    'NOT_FOUND',
    'No chat session found',
    'No conversation of this result waits for the call.',
  ),
  notWaitingForCall: entry(
    'CONFLICT',
    'The conversation does not wait for this call.',
    'The conversation is at another block, or it was called already. Nothing was delivered.',
  ),
  channelSessionExpected: entry(
    'BAD_REQUEST',
    'Expected whatsapp chat session',
    'No preview conversation with this phone number waits on the block.',
  ),
  stateTooLarge: entry(
    'PAYLOAD_TOO_LARGE',
    'The state of this conversation is larger than {limit}.',
    'The variables of the conversation hold too much text. The session is unchanged.',
  ),
  turnTooLarge: entry(
    'PAYLOAD_TOO_LARGE',
    'The variables of this conversation grew by more than {limit} in one turn.',
    'The flow puts large values together or repeats them again and again. The session is unchanged.',
  ),
} as const;
