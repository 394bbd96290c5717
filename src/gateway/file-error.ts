/** A file that a command names could not be had: the request has not left. */
export class FileError extends Error {
  override readonly name = 'FileError';
}
