import { existsSync } from 'node:fs';
import type { DataPlace } from '../data-dir.ts';
import { UserError } from '../user-error.ts';
import { appNamed, asApp } from './as-app.ts';
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
  /** Messaging app whose requests are shown in place of texts. */
  readonly as?: string | undefined;
}

/** Talks to a bot. Throws `UserError` when there is no such bot or the server refuses. */
export async function chat(request: ChatRequest, terminal: Terminal): Promise<void> {
  const app = request.as === undefined ? undefined : appNamed(request.as);
  const { client, close } = await open(request);
  try {
    await converse(client, terminal, app && asApp(app));
  } finally {
    await close();
  }
}

async function open({ target, linkedFiles, allowPrivateHosts, as, ...place }: ChatRequest): Promise<LocalChat> {
  // Apps write texts in their own way, from the tree.
  const format = as === undefined ? 'markdown' : 'richText';
  if (/^https?:\/\//i.test(target)) {
    const url = URL.parse(target);
    if (!url) throw new UserError(`"${target}" is not an address.`);
    return { client: new ChatClient(postTo(url.origin), startPathOf(url), format), close: async () => {} };
  }
  if (existsSync(target) || /[./\\]/.test(target))
    return openFiles([target, ...linkedFiles], allowPrivateHosts, format);
  return openPublished(target, place, allowPrivateHosts, format);
}
