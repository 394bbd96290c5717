import type { WireInput } from '../../engine/output.ts';

/** One thing that can be chosen. */
export interface PromptItem {
  /** What the engine knows it by (`metadata.replyId`); absent where the label says it all, as of a grade. */
  readonly replyId?: string;
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
  /** Buttons mark and unmark items, and another one sends what is marked. */
  readonly isToggled?: boolean;
  /** Label of the button that sends what is marked, or passes over the question. */
  readonly buttonLabel?: string;
  /** Page of a long list that is shown, from 0. */
  readonly page?: number;
  /** A text that is no item narrows the list down. */
  readonly isSearchable?: boolean;
  /** What the list was narrowed down to. */
  readonly query?: string;
  /** May be passed over: a text in place of a file does. */
  readonly isOptional?: boolean;
  /** Files are collected until a button is pressed. */
  readonly isCollecting?: boolean;
  /** Addresses of the files so far. */
  readonly files?: readonly string[];
  /** Two dates are asked for, one picker after the other. */
  readonly isRange?: boolean;
  /** The first of them. */
  readonly picked?: string;
}

/** The prompt of an input that is answered by writing; what may be chosen is added to it. */
export function blankPrompt({ id, type }: WireInput, turn: number): Prompt {
  return { blockId: id, kind: type, turn, items: [], isMultiple: false, isNumbered: false, selected: [] };
}
