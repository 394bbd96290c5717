import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { openTestServer } from '../test/support/test-server.ts';

/** A server with published examples. */
export interface ExampleServer {
  /** Starts a conversation. */
  talk(publicId: string, fields?: object): Promise<Talk>;
  close(): Promise<void>;
}

/** One answer of a bot. */
export interface Said {
  /** Text bubbles as Markdown. */
  readonly texts: readonly string[];
  /** Type of the input that is waited on. */
  readonly input: string | undefined;
  /** Labels of its buttons. */
  readonly choices: readonly string[];
  readonly progress: number | undefined;
}

/** A running conversation. */
export interface Talk {
  /** The first answer. */
  readonly opening: Said;
  /** Sends a text, or another form of message. */
  say(message: string | object): Promise<Said>;
}

interface Answer {
  readonly sessionId: string;
  readonly messages: readonly { readonly content: { readonly markdown: string } }[];
  readonly input?: { readonly type: string; readonly items?: readonly { readonly content: string }[] };
  readonly progress?: number;
}

/** Opens a server in memory and imports and publishes example files through its API, as an author's tool would. */
export async function openExamples(bots: Readonly<Record<string, string>>): Promise<ExampleServer> {
  const server = await openTestServer();
  const request = async (method: 'POST' | 'PATCH', url: string, payload: object) => {
    const headers = { authorization: `Bearer ${server.token}` };
    const response = await server.app.inject({ method, url, headers, payload });
    expect(response.statusCode, response.body).toBe(200);
    return response.json();
  };
  for (const [publicId, file] of Object.entries(bots)) {
    const typebot = JSON.parse(readFileSync(path.join(import.meta.dirname, file), 'utf8'));
    const imported = await request('POST', '/api/v1/typebots/import', { typebot });
    expect(imported.warnings, `${file} is free of warnings`).toBeUndefined();
    const url = `/api/v1/typebots/${imported.typebot.id}`;
    await request('PATCH', url, { typebot: { publicId } });
    await request('POST', `${url}/publish`, {});
  }
  const send = (url: string, fields: object): Promise<Answer> =>
    request('POST', url, { ...fields, textBubbleContentFormat: 'markdown' });
  return {
    async talk(publicId, fields = {}) {
      const started = await send(`/api/v1/typebots/${publicId}/startChat`, fields);
      const url = `/api/v1/sessions/${started.sessionId}/continueChat`;
      return { opening: said(started), say: async (message) => said(await send(url, { message })) };
    },
    close: () => server.close(),
  };
}

function said({ messages, input, progress }: Answer): Said {
  return {
    texts: messages.map(({ content }) => content.markdown),
    input: input?.type,
    choices: (input?.items ?? []).map(({ content }) => content),
    progress,
  };
}
