import { ensureOwner } from '../accounts/owner.ts';
import { blockKinds } from '../blocks/registry.ts';
import { importBot } from '../bots/import-bot.ts';
import { blockBaseSchema, type FlowDocument, groupSchema } from '../flow/document.ts';
import { readBotFile } from '../flow/read.ts';
import { newId } from '../ids.ts';
import { readBotText } from './bot-file.ts';
import { appNamed, asApp } from './chat/as-app.ts';
import { ChatClient } from './chat/chat-client.ts';
import { openServer, postInto } from './chat/local.ts';

/**
 * Shows what each bubble and input of a bot file becomes in a messaging app, and what is lost. Each is run by itself, with
 * the initial values of the variables.
 *
 * @throws UserError when the file cannot be read or there is no such app
 * @throws ReparteeError when the file is no bot
 */
export async function validateFor(file: string, platform: string, write: (line: string) => void): Promise<void> {
  const app = appNamed(platform);
  const { document } = readBotFile(readBotText(file), { newId, kinds: blockKinds });
  const server = await openServer({ dataDir: ':memory:', databaseUrl: undefined }, '');
  try {
    const { workspaceId, newToken } = await ensureOwner(server.store.accounts, undefined, Date.now());
    for (const { title, block, isInput, alone } of shownBlocks(document)) {
      const { bot } = await importBot(server.store.bots, { workspaceId, file: alone }, Date.now());
      const path = `/api/v1/typebots/${bot.id}/preview/startChat`;
      const answer = await new ChatClient(postInto(server, newToken), path, 'richText').start();
      write(`group "${title}", ${block.type} ${block.id}:`);
      // What the block logs is about its bot, and not about the app.
      const lines = asApp(app)({ ...answer, logs: [] });
      if (lines.length === 0) lines.push(isInput ? '(nothing: the answer is awaited)' : '(nothing)');
      for (const line of lines) write(`  ${line}`);
    }
  } finally {
    await server.close();
  }
}

/** Every bubble and input, with a flow that holds nothing else. */
function* shownBlocks(document: FlowDocument) {
  for (const group of document.groups) {
    const { id, title, blocks } = groupSchema.parse(group);
    for (const stored of blocks) {
      const block = blockBaseSchema.parse(stored);
      const sort = blockKinds.get(block.type)?.sort;
      if (sort !== 'bubble' && sort !== 'input') continue;
      const edge = { id: 'to-block', to: { groupId: id } };
      const alone = {
        ...document,
        id: newId(),
        name: title,
        events: [{ id: 'start', type: 'start', outgoingEdgeId: edge.id }],
        groups: [{ id, title, blocks: [withoutEdges(stored)] }],
        edges: [edge],
      };
      yield { title, block, isInput: sort === 'input', alone };
    }
  }
}

/** A block that leads nowhere, nor does anything in it. */
function withoutEdges(stored: unknown): unknown {
  return JSON.parse(JSON.stringify(stored), (name, value) => (name === 'outgoingEdgeId' ? undefined : value));
}
