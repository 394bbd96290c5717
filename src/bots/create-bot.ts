import type { FlowDocument } from '../flow/document.ts';
import { newId } from '../ids.ts';
import type { Bot, BotStore } from '../store/bots.ts';
import { draftBot } from './import-bot.ts';
import { checkedPublicId } from './public-ids.ts';

/** A bot to be made; what is absent is as in an empty bot. */
export interface NewBot {
  readonly workspaceId: string;
  readonly name?: string | undefined;
  readonly icon?: string | null | undefined;
  readonly folderId?: string | null | undefined;
  readonly publicId?: string | null | undefined;
  /** Parts of its flow. */
  readonly parts: Partial<FlowDocument>;
}

/** Stores a new draft (management-api §4.3). Throws `publicIdInvalid` and `publicIdTaken`. */
export async function createBot(bots: BotStore, request: NewBot, now: number): Promise<Bot> {
  const { workspaceId, name = 'My typebot', icon = null, folderId = null, publicId = null, parts } = request;
  const document = newDocument(parts);
  const draft = draftBot({ id: newId(), workspaceId, name, icon, folderId, document, now });
  const bot = { ...draft, publicId: checkedPublicId(publicId) };
  await bots.insert(bot);
  return bot;
}

function newDocument(parts: Partial<FlowDocument>): FlowDocument {
  return {
    version: '6.1',
    events: [{ id: newId(), type: 'start', graphCoordinates: { x: 0, y: 0 } }],
    groups: [],
    edges: [],
    variables: [],
    theme: {},
    settings: {},
    ...parts,
  };
}
