const notInLocalPart = /[\s<>()[\]\\.,;:@"]/;
const quoted = /^"[^\n\r\u2028\u2029]+"$/;
const domainName = /^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/;
const bracketedIpv4 = /^\[\d{1,3}(?:\.\d{1,3}){3}\]$/;

/** Characters of an address: 64 of the mailbox, the sign and 255 of the domain (RFC 5321 §4.5.3.1). */
const longestEmail = 320;

/**
 * True when the text is one e-mail address and nothing else, not even a space around it.
 *
 * @example isEmail('a+b@c.co') // true
 * @example isEmail('Bob <a@b.com>') // false
 */
export function isEmail(text: string): boolean {
  if (text.length > longestEmail) return false;
  const at = text.lastIndexOf('@');
  if (at === -1) return false;
  const domain = text.slice(at + 1);
  return isLocalPart(text.slice(0, at)) && (domainName.test(domain) || bracketedIpv4.test(domain));
}

function isLocalPart(text: string): boolean {
  return quoted.test(text) || text.split('.').every((part) => part !== '' && !notInLocalPart.test(part));
}
