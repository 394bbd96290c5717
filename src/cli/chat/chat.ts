import { existsSync } from 'node:fs';
import type { DataPlace } from '../data-dir.ts';
import { UserError } from '../user-error.ts';
import { ChatClient } from './chat-client.ts';
import { converse } from './converse.ts';
import { type LocalChat, openFiles, openPublished } from './local.ts';
import { postTo, startPathOf } from './remote.ts';
import type { Terminal } from './terminal.ts';

/** What `repartee chat` was asked for. */
export interface ChatRequest extends DataPlace {
  /** A bot file, the address of a bot on a server, or the public id of a bot of this server's own. */
  readonly target: string;
  /** Files of the bots that the first one links to. */
  readonly linkedFiles: readonly string[];
  readonly allowPrivateHosts: string;
}

/** Talks to a bot. Throws `UserError` when there is no such bot or the server refuses. */
export async function chat(request: ChatRequest, terminal: Terminal): Promise<void> {
  const { client, close } = await open(request);
  try {
    await converse(client, terminal);
  } finally {
    await close();
  }
}

async function open({ target, linkedFiles, allowPrivateHosts, ...place }: ChatRequest): Promise<LocalChat> {
  if (/^https?:\/\//i.test(target)) {
    const url = URL.parse(target);
    if (!url) throw new UserError(`"${target}" is not an address.`);
    return { client: new ChatClient(postTo(url.origin), startPathOf(url)), close: async () => {} };
  }
  if (existsSync(target) || /[./\\]/.test(target)) return openFiles([target, ...linkedFiles], allowPrivateHosts);
  return openPublished(target, place, allowPrivateHosts);
}
