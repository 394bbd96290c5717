/** Limits of LINE: channels §2.1, §5.3 and §5.4, unless another source stands beside. Texts are in UTF-16 units. */

/** Characters of a text message. */
export const mostText = 5_000;
/** Messages in one call. */
export const mostMessages = 5;
/** Quick replies below the last message. */
export const mostQuickReplies = 13;
export const mostLabel = 20;
export const mostDisplayText = 300;
export const mostAltText = 400;
/** Characters of an address of a file, and of one that a button opens. */
export const mostFileUrl = 2_000;
export const mostLinkUrl = 1_000;
/** Characters of the text of a message with buttons, and with a picture or title above it. */
export const mostButtonsText = 160;
export const mostPicturedText = 60;
export const mostTitle = 40;
/** Columns of a carousel, their buttons and the characters of their texts. */
export const mostColumns = 10;
export const mostColumnActions = 3;
export const mostColumnText = 120;
/** Bubbles of a carousel of free form, and buttons that we put into one (channels §14.2). */
export const mostBubbles = 12;
export const mostBubbleButtons = 8;
/** Bytes of such a carousel as JSON; 50 KB less what stands around it. */
export const mostCarouselBytes = 48_000;
/** Characters of a text inside such a bubble: our own, so that a carousel stays within its bytes. */
export const mostBubbleText = 400;

/** Ms after an event in which its reply token is used; LINE promises no more than about a minute. */
export const replyTokenMs = 50_000;
/** Seconds that the sign of somebody typing holds. */
export const loadingSeconds = 20;
/** Ms of a sound whose length is not known. */
export const unknownDurationMs = 1_000;

/** Sends per second: of a channel, and to one person. */
export const pace = { channelPerSecond: 2_000, conversationPerSecond: 10, conversationBurst: 10 } as const;
/** Pauses where the channel sends too fast, which LINE gives no hint about. */
export const rateDelaysMs = [1_000, 2_000, 4_000, 8_000, 16_000] as const;
