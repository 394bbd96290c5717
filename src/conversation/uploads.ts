import type { ProgramCache } from '../bots/program-cache.ts';
import { ReparteeError } from '../errors/errors.ts';
import { type FileStore, FileStoreError, FileTooLargeError, type StoredFile } from '../files/files.ts';
import { type FileOwner, segmentOf, uploadKey } from '../files/keys.ts';
import type { FileTokens } from '../files/tokens.ts';
import { newId } from '../ids.ts';
import type { StoredSession } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import type { StoredUpload } from '../store/uploads.ts';
import type { Clock } from './clock.ts';
import type { Conversations } from './conversations.ts';
import { momentOf } from './moment.ts';
import type { Caller } from './origins.ts';

/** What uploads work with. */
export interface UploadWorld {
  readonly conversations: Conversations;
  readonly programs: ProgramCache;
  readonly clock: Clock;
  readonly store: Pick<Store, 'uploads' | 'sessions'>;
  readonly files: FileStore;
  readonly tokens: FileTokens;
  /** Largest upload in MB where an input sets no limit of its own. */
  readonly maxMegabytes: number;
  /** Most MB of files that one conversation may hold. */
  readonly sessionMegabytes: number;
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
export type Receipt = 'stored' | 'empty' | 'tooLarge' | 'full' | 'invalid' | 'expired' | 'answered' | 'failed';

/** How long an upload may begin after it was announced, in ms. */
const tokenLifeMs = 10 * 60 * 1000;
/** Most links of one conversation that nothing was sent to yet: people choose so many photos at once. */
const maxOpenLinks = 100;
/** How long a file that no answer names is kept after it was announced, in ms. */
const unnamedLifeMs = 60 * 60 * 1000;
/** When an upload is looked at again whose conversation was busy, in ms. */
const lookAgainMs = 10 * 60 * 1000;
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
    const { conversations, programs, clock, tokens, sessionMegabytes } = this.#world;
    const session = sessionId === undefined ? undefined : await conversations.session(sessionId);
    const frame = session?.state.frames[0];
    if (sessionId === undefined || !session || !frame) throw new ReparteeError('uploadNoSession');
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
    const { uploads } = this.#world.store;
    const now = clock.now();
    const openSince = now - tokenLifeMs;
    const { bytes } = await uploads.use(sessionId, openSince);
    if (bytes + (size ?? 1) > sessionMegabytes * megabyte) {
      throw new ReparteeError('uploadsTooLarge', { values: { limit: sessionMegabytes } });
    }
    const { botId, workspaceId } = program;
    const { resultId } = frame;
    const isPrivate = rules.isPrivate && resultId !== undefined;
    const name = `${newId()}.${extension}`;
    const owner = { workspaceId, botId, resultId, blockId: block.id };
    const key = uploadKey(owner, isPrivate ? 'private' : 'public', name);
    const upload = { key, sessionId, resultId, announcedAt: now };
    if (!(await uploads.announce(upload, now + unnamedLifeMs, { openSince, maxOpen: maxOpenLinks }))) {
      throw new ReparteeError('tooManyUploads', { values: { limit: maxOpenLinks }, retryAfterS: tokenLifeMs / 1000 });
    }
    const moment = momentOf(session.state);
    const token = tokens.grantUpload({ key, maxBytes, sessionId, moment }, now + tokenLifeMs);
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
    const { store, files, tokens, clock, conversations, sessionMegabytes } = this.#world;
    const read = tokens.readUpload(token, clock.now());
    if (read.kind !== 'valid') return read.kind;
    const { key, maxBytes, sessionId, moment } = read.grant;
    const session = await conversations.session(sessionId);
    if (!session || momentOf(session.state) !== moment) return 'answered';
    if (length !== undefined && length > maxBytes) return 'tooLarge';
    const room = await store.uploads.reserve(key, length ?? maxBytes, sessionMegabytes * megabyte);
    if (room === undefined) return 'expired';
    try {
      if (room < (length ?? 1)) return 'full';
      return (await files.put(key, content(), Math.min(room, maxBytes))) > 0 ? 'stored' : 'empty';
    } catch (error) {
      if (error instanceof FileTooLargeError) return room < maxBytes ? 'full' : 'tooLarge';
      if (!(error instanceof FileStoreError)) throw error;
      onFailure(error);
      return 'failed';
    } finally {
      await this.#settle(key);
    }
  }

  /** Notes how much there is of a file now; one that is not awaited any more goes again. */
  async #settle(key: string): Promise<void> {
    const { store, files } = this.#world;
    const file = await files.get(key);
    if (!(await store.uploads.settle(key, file?.size ?? 0))) await files.deleteAll(key);
  }

  /** A file that may be shown: a public one, or a private one with the signed query of its link. */
  async open(key: string, link?: { expires: string; signature: string }): Promise<StoredFile | undefined> {
    const { files, tokens, clock } = this.#world;
    const mayShow =
      key.startsWith('public/') || (link && tokens.isLinkValid(key, link.expires, link.signature, clock.now()));
    return mayShow ? files.get(key) : undefined;
  }

  /** Key and signed query of a private file, good for an hour. The caller has checked who asks. */
  linkTo(workspaceId: string, owner: PrivateOwner, name: string): { key: string; query: string } {
    const { tokens, clock } = this.#world;
    const key = uploadKey({ ...owner, workspaceId }, 'private', segmentOf(name));
    return { key, query: tokens.linkQuery(key, clock.now() + linkLifeMs) };
  }

  /**
   * Deletes files that no answer names an hour after they were announced, a part at a time. No turn of their
   * conversation runs meanwhile: an answer is either found here, or given when the file is gone.
   *
   * @param limit most uploads to look at
   * @returns how many were looked at, and how many files of them are gone
   */
  async sweep(limit: number): Promise<{ readonly looked: number; readonly removed: number }> {
    const { store, clock } = this.#world;
    const due = await store.uploads.due(clock.now(), limit);
    let removed = 0;
    for (const upload of due) if (await this.#lookAt(upload)) removed++;
    return { looked: due.length, removed };
  }

  /** Whether the file is gone. */
  async #lookAt(upload: StoredUpload): Promise<boolean> {
    const { conversations, store, files, clock } = this.#world;
    const { key, sessionId, bytes } = upload;
    let isRemoved = false;
    try {
      await conversations.change(sessionId, async (session) => {
        const isNamed = await this.#isNamed(upload, session);
        if (isNamed && session) return void (await store.uploads.postpone(key, session.expiresAt));
        if (!isNamed) await files.deleteAll(key);
        await store.uploads.forget(key);
        isRemoved = !isNamed && bytes > 0;
      });
    } catch (error) {
      if (!(error instanceof ReparteeError && error.id === 'conversationBusy')) throw error;
      await store.uploads.postpone(key, clock.now() + lookAgainMs);
    }
    return isRemoved;
  }

  /** Whether an answer names the file. Those of a preview that is over are forgotten: its files stay for their week. */
  async #isNamed(upload: StoredUpload, session: StoredSession | undefined): Promise<boolean> {
    const { uploads, sessions } = this.#world.store;
    if (upload.resultId !== undefined) return uploads.isAnswered(upload);
    if (!session) return true;
    const name = upload.key.slice(upload.key.lastIndexOf('/') + 1);
    return (await sessions.timeline({ previewId: session.id })).some(
      (entry) => entry.kind === 'answer' && [entry.content, ...(entry.attachedFileUrls ?? [])].join().includes(name),
    );
  }

  /** Lets go of the files. */
  close(): Promise<void> {
    return this.#world.files.close();
  }
}
