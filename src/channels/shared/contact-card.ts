/** A person whose data was sent, not necessarily the one who sent it. */
export interface ContactCard {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
}
