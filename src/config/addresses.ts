import ipaddr from 'ipaddr.js';

const hostName = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/;
/** Names that stand for the usual private ranges. */
const rangeNames: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** True for an IP address or a range in CIDR notation. */
export function isAddressOrRange(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

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

function isHostWithOptionalPort(text: string): boolean {
  const [, host = '', port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
  if (port !== undefined && !isPort(Number(port))) return false;
  return host.startsWith('[') ? ipaddr.IPv6.isValid(host.slice(1, -1)) : hostName.test(host);
}

/** True for a number that a TCP port can have. */
export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65_535;
}

function splitList(text: string): string[] {
  return text
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
