/** Limits of Telegram: channels §2.1, §4.1, §4.3 and §4.4, unless another source stands beside. */

/** Characters of a text message after its marks are read; counted in UTF-16 units, which are never fewer. */
export const mostText = 4_096;
/** Characters of the text below a picture or another file. */
export const mostCaption = 1_024;
/** Buttons below one message. */
export const mostButtons = 100;
/** Choices on one page of a longer list; the rest of the buttons turn pages and send. */
export const mostOnPage = 90;
/** UTF-16 units of the label of a button that are still seen on a phone. */
export const mostLabel = 64;
/** Labels up to these lengths stand three and two in a row. */
export const mostLabelOfThree = 10;
export const mostLabelOfTwo = 18;
/** Grades in a row (channels §14.2). */
export const gradesInRow = 5;
/** Files of one album. */
export const leastAlbum = 2;
export const mostAlbum = 10;
/** Characters of the hint in the field where people write. */
export const mostPlaceholder = 64;

/** Sends per second: of a bot, and to one person with a burst. */
export const pace = { channelPerSecond: 30, conversationPerSecond: 1, conversationBurst: 3 } as const;

/** Random bytes of the token that requests of Telegram are known by. */
export const secretTokenBytes = 32;

/** Seconds that a question for news may stay open. */
export const pollSeconds = 50;
