import { expect, it } from 'vitest';
import { Chat, type ChatAnswer, type Sending } from './chat.ts';
import { openSmallServer, type SmallServer } from './small-server.ts';

/** One request to a server of its own, and what is to come of it. */
export interface Scenario extends Sending {
  readonly name: string;
  readonly method: string;
  /** `WORKSPACE` stands for the id of the owner's workspace, here and in all texts. */
  readonly url: string;
  /** False: sent without the token of the owner. */
  readonly asOwner?: boolean;
  readonly status: number;
  /** Texts that the answer holds, and texts that it does not. */
  readonly content?: readonly string[];
  readonly notContent?: readonly string[];
  /** Makes what is to be there before. */
  readonly before?: (server: SmallServer) => unknown;
  /** Looks at what is there afterwards. */
  readonly after?: (server: SmallServer, answer: ChatAnswer) => unknown;
}

/**
 * Makes a test of each scenario.
 *
 * @param prepare fills every server before the scenario does
 */
export function testScenarios(
  scenarios: readonly Scenario[],
  prepare: (server: SmallServer) => Promise<unknown>,
): void {
  it.each(scenarios)('$name', async (scenario) => {
    const server = await openSmallServer();
    try {
      await prepare(server);
      await scenario.before?.(server);
      const answer = await send(server, scenario);
      expect(answer.status, answer.text.slice(0, 1000)).toBe(scenario.status);
      for (const text of scenario.content ?? []) expect(answer.text).toContain(named(server, text));
      for (const text of scenario.notContent ?? []) expect(answer.text).not.toContain(named(server, text));
      await scenario.after?.(server, answer);
    } finally {
      await server.close();
    }
  });
}

function send(server: SmallServer, { method, url, body, raw, headers, asOwner = true }: Scenario): Promise<ChatAnswer> {
  const chat = new Chat(server);
  return chat.send(method, named(server, url), {
    raw: raw ?? (body === undefined ? undefined : named(server, JSON.stringify(body))),
    headers: { ...(asOwner && chat.asOwner), ...headers },
  });
}

function named({ workspaceId }: SmallServer, text: string): string {
  return text.replaceAll('WORKSPACE', workspaceId);
}
