import type { ProgramCache } from '../bots/program-cache.ts';
import { ReparteeError } from '../errors.ts';
import { type FileStore, FileStoreError, FileTooLargeError, type StoredFile } from '../files/files.ts';
import { type FileOwner, segmentOf, uploadKey } from '../files/keys.ts';
import type { FileTokens } from '../files/tokens.ts';
import { newId } from '../ids.ts';
import type { Clock } from './clock.ts';
import type { Conversations } from './conversations.ts';
import type { Caller } from './origins.ts';

/** What uploads work with. */
export interface UploadWorld {
  readonly conversations: Conversations;
  readonly programs: ProgramCache;
  readonly clock: Clock;
  readonly store: FileStore;
  readonly tokens: FileTokens;
  /** Largest upload in MB where an input sets no limit of its own. */
  readonly maxMegabytes: number;
}

/** A file that a client wants to send. */
export interface AnnouncedFile {
  readonly caller: Caller;
  readonly sessionId: string | undefined;
  /** As the client named it, if it did. */
  readonly type: string | undefined;
  /** In bytes. */
  readonly size: number | undefined;
  /** Extension that the stored file gets, without dot. */
  readonly extension: string;
}

/** Permission to send a file, and where it will be: under its key for everybody, or for readers of a result. */
export interface Announcement {
  readonly token: string;
  readonly maxMegabytes: number;
  readonly place: { readonly key: string } | ({ readonly name: string } & Required<PrivateOwner>);
}

/** The answer that a private file belongs to. */
export type PrivateOwner = Pick<FileOwner, 'botId' | 'blockId'> & { readonly resultId: string };

/** What became of the bytes that came with a token. */
export type Receipt = 'stored' | 'empty' | 'tooLarge' | 'invalid' | 'expired' | 'failed';

/** How long an upload may begin after it was announced, in ms. */
const tokenLifeMs = 10 * 60 * 1000;
/** How long a link to a private file is good, in ms. */
const linkLifeMs = 60 * 60 * 1000;
const megabyte = 1024 * 1024;

/** Files that people send in conversations: announced, received, shown. */
export class Uploads {
  readonly #world: UploadWorld;

  constructor(world: UploadWorld) {
    this.#world = world;
  }

  /** Gives permission to send a file. Throws what stands against it, in the order of chat-api §10.1. */
  async announce({ caller, sessionId, type, size, extension }: AnnouncedFile): Promise<Announcement> {
    const { conversations, programs, clock, tokens } = this.#world;
    const session = sessionId === undefined ? undefined : await conversations.session(sessionId);
    const frame = session?.state.frames[0];
    if (!session || !frame) throw new ReparteeError('uploadNoSession');
    conversations.admit(session, caller);
    const program = await programs.get(frame.versionId);
    if (!program) throw new ReparteeError('uploadNoBot');
    const { position } = session.state;
    const block = position === undefined ? undefined : program.blockById.get(position);
    if (!block) throw new ReparteeError('uploadNoBlock');
    const rules = block.kind?.sort === 'input' ? block.kind.filesOf?.(block.data, type) : undefined;
    if (!rules) throw new ReparteeError('uploadNotExpected');
    if (!rules.isTypeAllowed) {
      throw new ReparteeError('uploadTypeRefused', { values: { type: type ?? 'application/octet-stream' } });
    }
    const maxMegabytes = (program.isModern ? undefined : rules.sizeLimit) ?? this.#world.maxMegabytes;
    const maxBytes = maxMegabytes * megabyte;
    if (size !== undefined && size > maxBytes) {
      throw new ReparteeError('uploadTooLarge', { values: { limit: maxMegabytes } });
    }
    const { botId, workspaceId } = program;
    const { resultId } = frame;
    const isPrivate = rules.isPrivate && resultId !== undefined;
    const name = `${newId()}.${extension}`;
    const owner = { workspaceId, botId, resultId, blockId: block.id };
    const key = uploadKey(owner, isPrivate ? 'private' : 'public', name);
    const token = tokens.grantUpload({ key, maxBytes }, clock.now() + tokenLifeMs);
    return { token, maxMegabytes, place: isPrivate ? { name, botId, resultId, blockId: block.id } : { key } };
  }

  /**
   * Stores the bytes that a token allows. Rejects with what the content itself rejects with.
   *
   * @param content opened only when the token is good
   * @param length in bytes, when it is known
   * @param onFailure is told why the file could not be written
   */
  async receive(
    token: string,
    content: () => AsyncIterable<Uint8Array>,
    length: number | undefined,
    onFailure: (error: Error) => void,
  ): Promise<Receipt> {
    const { store, tokens, clock } = this.#world;
    const read = tokens.readUpload(token, clock.now());
    if (read.kind !== 'valid') return read.kind;
    const { key, maxBytes } = read.grant;
    if (length !== undefined && length > maxBytes) return 'tooLarge';
    try {
      return (await store.put(key, content(), maxBytes)) > 0 ? 'stored' : 'empty';
    } catch (error) {
      if (error instanceof FileTooLargeError) return 'tooLarge';
      if (!(error instanceof FileStoreError)) throw error;
      onFailure(error);
      return 'failed';
    }
  }

  /** A file that may be shown: a public one, or a private one with the signed query of its link. */
  async open(key: string, link?: { expires: string; signature: string }): Promise<StoredFile | undefined> {
    const { store, tokens, clock } = this.#world;
    const mayShow =
      key.startsWith('public/') || (link && tokens.isLinkValid(key, link.expires, link.signature, clock.now()));
    return mayShow ? store.get(key) : undefined;
  }

  /** Key and signed query of a private file, good for an hour. The caller has checked who asks. */
  linkTo(workspaceId: string, owner: PrivateOwner, name: string): { key: string; query: string } {
    const { tokens, clock } = this.#world;
    const key = uploadKey({ ...owner, workspaceId }, 'private', segmentOf(name));
    return { key, query: tokens.linkQuery(key, clock.now() + linkLifeMs) };
  }

  /** Lets go of the files. */
  close(): Promise<void> {
    return this.#world.store.close();
  }
}
