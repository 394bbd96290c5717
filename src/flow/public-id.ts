/** Longest public id, in characters. */
const maxLength = 255;
/** Characters of the bot's id that make a default public id unique. */
const tailLength = 7;

/**
 * Whether a text may be the public id of a bot: 1 to 255 lower-case letters, digits and single dashes, no dash at the
 * beginning (management-api §4.2).
 *
 * @example isPublicId('my-shop') // true
 */
export function isPublicId(text: string): boolean {
  return text.length <= maxLength && /^[a-z0-9][a-z0-9-]*$/.test(text) && !text.includes('--');
}

/** Characters of a name that are looked at. */
const namedLength = 1_000;

/** Words of a name: capitals in a row that end a word, a word that may begin with a capital, a capital, a number. */
const word = /[A-Z]+(?!\w)|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]|\d+/g;

/**
 * The public id that a bot gets when it is published without one: its name in kebab case and the end of its id. Letters
 * outside a to z separate words.
 *
 * @example defaultPublicId('myShopBot', 'clz0k3j9x2a') // 'my-shop-bot-k3j9x2a'
 */
export function defaultPublicId(name: string, botId: string): string {
  const words = (name.slice(0, namedLength).match(word) ?? []).join('-').slice(0, maxLength - tailLength - 1);
  const tail = botId.slice(-tailLength).replace(/[^A-Za-z0-9]/g, '');
  return `${words}-${tail}`.toLowerCase().replace(/--+/g, '-').replace(/^-|-$/g, '') || 'bot';
}
