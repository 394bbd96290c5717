import ipaddr from 'ipaddr.js';

const hostName = /^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;
/** Names that stand for the usual private ranges. */
const rangeNames: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Reads a comma list of addresses, ranges and names of ranges of proxies; undefined when an entry is none of these. */
export function readProxies(text: string): readonly string[] | undefined {
  const entries = splitList(text);
  return entries.every((entry) => isAddressOrRange(entry) || rangeNames.has(entry)) ? entries : undefined;
}

/** Reads a comma list of host names, addresses, `host:port` and ranges; undefined when an entry is none of these. */
export function readHosts(text: string): readonly string[] | undefined {
  const entries = splitList(text);
  return entries.every((entry) => isAddressOrRange(entry) || isHostWithOptionalPort(entry)) ? entries : undefined;
}

/** True for a number that a TCP port can have. */
export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** True for an IP address in its usual form, or a range of them in CIDR notation. */
function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  if (!isAddress(address) || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (address.includes(':') ? 128 : 32));
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && ipaddr.IPv6.isValid(text));
}

function isHostWithOptionalPort(text: string): boolean {
  const [, host = '', port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
  if (port !== undefined && !isPort(Number(port))) return false;
  if (host.startsWith('[')) return host.includes(':') && isAddress(host.slice(1, -1));
  return isAddress(host) || (hostName.test(host) && !/^[\d.]+$/.test(host));
}

function splitList(text: string): string[] {
  return text
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
