/** Texts that the gateway and channels say themselves, in the language of the person. */
export interface ChannelTexts {
  readonly unknownKind: string;
  readonly wait: string;
  readonly more: string;
  readonly apology: string;
  readonly closed: string;
  readonly slowDown: string;
  /** Opens a list of choices, or takes the one shown. */
  readonly select?: string;
  /** Labels of buttons: opens an address, passes over a question, ends a collection, hands over the own number. */
  readonly open?: string;
  readonly skip?: string;
  readonly done?: string;
  readonly sharePhone?: string;
  /** Takes a picture, and chooses one. */
  readonly camera?: string;
  readonly cameraRoll?: string;
}
