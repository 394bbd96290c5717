/** What a person sends (chat-api §3). A command triggers an event and never answers an input. */
export type Message =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly metadata?: { readonly replyId?: string };
      readonly attachedFileUrls?: readonly string[];
    }
  | { readonly type: 'audio'; readonly url: string }
  | { readonly type: 'command'; readonly command: string };

/** A message that can answer an input. */
export type Reply = Exclude<Message, { type: 'command' }>;
