/** Limits of WhatsApp: whatsapp §7.3 and §8, channels §2.1, unless another source stands beside. */

/** UTF-16 units of a text message. */
export const mostText = 4_096;
/** UTF-16 units of the body of a message with buttons. */
export const mostButtonBody = 1_024;
/** UTF-16 units of the body of a message with a list. */
export const mostListBody = 4_096;
/** Buttons of a message. */
export const mostButtons = 3;
/** UTF-16 units of the title of a button, of the button that opens a list, and of one with an address. */
export const mostButtonTitle = 20;
/** UTF-16 units of the id of a button. */
export const mostButtonId = 256;
/** Rows of a list, over all its sections. */
export const mostRows = 10;
export const mostRowTitle = 24;
export const mostRowDescription = 72;
export const mostRowId = 200;

/** Ms after the last message of a person in which anything but templates may be sent. */
export const windowMs = 24 * 60 * 60 * 1_000;

/** Sends per second: of a number, and to one person with a burst. */
export const pace = { channelPerSecond: 80, conversationPerSecond: 1 / 6, conversationBurst: 45 } as const;

/** Pauses where one person gets too many messages (131056): 4ⁿ s. */
export const pairDelaysMs = [1_000, 4_000, 16_000, 64_000] as const;

/** Version of the Graph API unless the channel says otherwise. */
export const usualGraphVersion = 'v21.0';

/** Typing of bots that say nothing of it (whatsapp §6). */
export const usualTyping = { enabled: true, speed: 400, maxDelay: 3, isDisabledOnFirstMessage: true } as const;
/** Longest pause between bubbles in s. */
export const longestBubbleDelay = 5;

/** Pause in ms after media that are sent by their address, which arrive late and would be overtaken (whatsapp §6). */
export const linkSettlesMs = 5_000;
