const notInLocalPart = /[\s<>()[\]\\.,;:@"]/;
const quoted = /^"[^\n\r\u2028\u2029]+"$/;
const domainName = /^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/;
const bracketedIpv4 = /^\[\d{1,3}(?:\.\d{1,3}){3}\]$/;

/**
 * True when the text is one e-mail address and nothing else, not even a space around it. Takes time in proportion to
 * the length of the text.
 *
 * @example isEmail('a+b@c.co') // true
 * @example isEmail('Bob <a@b.com>') // false
 */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at === -1) return false;
  const domain = text.slice(at + 1);
  return isLocalPart(text.slice(0, at)) && (domainName.test(domain) || bracketedIpv4.test(domain));
}

function isLocalPart(text: string): boolean {
  return quoted.test(text) || text.split('.').every((part) => part !== '' && !notInLocalPart.test(part));
}
