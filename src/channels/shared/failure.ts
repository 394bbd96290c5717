/** Something that went wrong on our side, for apps that are programs. */
export interface ChannelFailure {
  /** As in the table of errors. */
  readonly code: string;
  readonly message: string;
  /** The same message may succeed later. */
  readonly isRetryable: boolean;
}
