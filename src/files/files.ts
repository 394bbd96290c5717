import type { Readable } from 'node:stream';

/**
 * Where uploaded files are kept. A key is a path of segments (`public/tmp/…/x.png`), see `keys.ts`. A file appears
 * under its key whole or not at all.
 */
export interface FileStore {
  /**
   * Stores a file; one that has the key already is replaced. Empty content stores nothing.
   *
   * @returns the size in bytes
   * @throws FileTooLargeError when the content is longer than `maxBytes`
   * @throws FileStoreError when it could not be written
   */
  put(key: string, content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number>;
  /** Undefined when there is no such file, also for keys that no file can have. */
  get(key: string): Promise<StoredFile | undefined>;
  /** Deletes every file whose key begins with these segments. */
  deleteAll(prefix: string): Promise<void>;
  /**
   * Deletes files under a prefix that were stored before a moment (ms since 1970 UTC). Gives how many.
   */
  deleteOlder(prefix: string, before: number): Promise<number>;
  /** Lets go of what was opened. */
  close(): Promise<void>;
}

/** A file that is there. */
export interface StoredFile {
  /** In bytes. */
  readonly size: number;
  /** The content, or its part from `start` to `end`, both included. */
  open(part?: { readonly start: number; readonly end: number }): Readable;
}

/** The content is longer than was allowed; nothing was stored. */
export class FileTooLargeError extends Error {
  override readonly name = 'FileTooLargeError';
}

/** The place of the files refused; nothing was stored. */
export class FileStoreError extends Error {
  override readonly name = 'FileStoreError';
}
