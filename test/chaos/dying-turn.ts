// Runs one turn in a process of its own, which is killed at a point of the turn's first call that changes something.
// The one argument is a `DyingTurn` as JSON.
import { Chat, type Headers } from '../support/chat.ts';
import { openTestServer } from '../support/test-server.ts';

/** When the process is killed. */
export type KillPoint = 'before the intent' | 'after the intent' | 'after the outside answer' | 'after the outcome';

export interface DyingTurn {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  /** Host that the call may reach. */
  readonly outside: string;
  readonly killAt: KillPoint;
  readonly request: TurnRequest;
}

/** The request whose turn makes the call. */
export type TurnRequest =
  | { readonly kind: 'start'; readonly publicId: string; readonly headers: Headers }
  | { readonly kind: 'continue'; readonly sessionId: string };

/** Sends the request; the same again after the process that did it first is gone. */
export function sendTurn(chat: Chat, request: TurnRequest) {
  return request.kind === 'start'
    ? chat.start({ publicId: request.publicId }, {}, request.headers)
    : chat.say(request.sessionId, 'go');
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('A killed process goes on.');
}

const [argument] = process.argv.slice(2);
if (argument !== undefined && process.argv[1] === import.meta.filename) {
  const { dataDir, databaseUrl, outside, killAt, request }: DyingTurn = JSON.parse(argument);
  const server = await openTestServer({ dataDir, databaseUrl, allowPrivateHosts: outside });
  const { journal } = server.store;
  const { begin, settle } = journal;
  // The journal itself runs as it always does; the process ends between two of its steps.
  Object.assign(journal, {
    async begin(call) {
      if (killAt === 'before the intent') die();
      const noted = await begin(call);
      return killAt === 'after the intent' ? die() : noted;
    },
    async settle(scope, id, outcome) {
      if (killAt === 'after the outside answer') die();
      await settle(scope, id, outcome);
      if (killAt === 'after the outcome') die();
    },
  } satisfies Partial<typeof journal>);
  await sendTurn(new Chat(server), request);
  console.error('The turn came through.');
}
