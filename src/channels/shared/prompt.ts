/** One thing that can be chosen. */
export interface PromptItem {
  /** What the engine knows it by (`metadata.replyId`). */
  readonly replyId: string;
  /** The whole text, as it is answered with. */
  readonly label: string;
  /** The text in the app where it was shortened or numbered; unique among the items. */
  readonly shown: string;
}

/**
 * What a person was asked, stored with the conversation. Buttons carry `f1:<turn>:<index>` and not an id, so that what
 * comes back is looked up here (channels rule 2.8); WhatsApp's alone carry ids, which the engine judges.
 */
export interface Prompt {
  readonly blockId: string;
  readonly kind: string;
  readonly turn: number;
  readonly items: readonly PromptItem[];
  readonly isMultiple: boolean;
  /** Items may be named by number. */
  readonly isNumbered: boolean;
  /** Indexes of what was chosen so far, of several. */
  readonly selected: readonly number[];
  /** Id of the app for the message with the buttons, once it is known. */
  readonly messageId?: string;
}
