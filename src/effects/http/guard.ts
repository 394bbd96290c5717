import ipaddr from 'ipaddr.js';
import { checkAddress, refusal } from './address.ts';
import type { Address, AllowList } from './allow-list.ts';
import { RefusedError } from './errors.ts';

interface Network {
  readonly base: Address;
  readonly bits: number;
  readonly port?: number;
}

interface Name {
  readonly host: string;
  readonly port?: number;
}

const hostName = /^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;

const parsePort = (text: string, entry: string): number => {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new Error(`"${entry}" has no valid port`);
  return port;
};

const wholeAddress = (text: string): Address | undefined =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && ipaddr.IPv6.isValid(text))
    ? ipaddr.parse(text)
    : undefined;

const network = (base: Address, port?: number): Network => ({
  base,
  bits: base.kind() === 'ipv4' ? 32 : 128,
  ...(port ? { port } : {}),
});

function parseEntry(entry: string): Network | Name {
  if (entry.includes('/')) {
    const [address = '', bits = ''] = entry.split('/');
    const base = wholeAddress(address);
    const size = base?.kind() === 'ipv4' ? 32 : 128;
    if (!base || !/^\d{1,3}$/.test(bits) || Number(bits) > size) throw new Error(`"${entry}" is not a network`);
    return { base, bits: Number(bits) };
  }
  const literal = wholeAddress(entry);
  if (literal) return network(literal);
  const bracketed = /^\[(.+)\](?::(.*))?$/.exec(entry);
  if (bracketed) {
    const base = wholeAddress(bracketed[1] as string);
    if (base?.kind() !== 'ipv6') throw new Error(`"${entry}" is not an address`);
    return network(base, bracketed[2] === undefined ? undefined : parsePort(bracketed[2], entry));
  }
  const [host = '', portText, ...rest] = entry.split(':');
  const port = portText === undefined ? undefined : parsePort(portText, entry);
  const base = wholeAddress(host);
  if (base) return network(base, port);
  if (rest.length > 0 || !hostName.test(host) || /^[\d.]+$/.test(host)) {
    throw new Error(`"${entry}" is not a host name, address, host:port or network`);
  }
  return { host, ...(port ? { port } : {}) };
}

/**
 * Reads the operator's list: host names, addresses, `host:port` or networks, separated by commas.
 *
 * @throws Error that names the entry which cannot be read
 * @example parseAllowList('crm.internal, 127.0.0.1:8080, 10.1.0.0/16')
 */
export function parseAllowList(text: string): AllowList {
  const entries = text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
    .map(parseEntry);
  const names = entries.filter((entry) => 'host' in entry);
  const networks = entries.filter((entry) => 'base' in entry);
  const fits = (entry: { readonly port?: number }, port: number): boolean =>
    entry.port === undefined || entry.port === port;
  return {
    opensName: (host, port) => names.some((entry) => entry.host === host && fits(entry, port)),
    opensAddress: (address, port) =>
      networks.some(
        (entry) => entry.base.kind() === address.kind() && fits(entry, port) && address.match(entry.base, entry.bits),
      ),
  };
}

const metadataHosts = new Set(['metadata', 'metadata.goog', 'metadata.google.internal']);
const encodedAddress = /^(\d{8,10}|0x[0-9a-f]+|0[0-7]+(\..*)?)$/;
const metadataHeaders = new Set(['metadata', 'metadata-flavor']);

/** A URL that passed `checkUrl`, taken apart. */
export interface Target {
  readonly url: URL;
  /** Lower case, without brackets and trailing dot. */
  readonly host: string;
  readonly port: number;
  /** Whether `host` is an address, so that nothing has to be resolved. */
  readonly literal: boolean;
}

/** Takes apart the address of a URL. */
export function hostOf(url: URL): Omit<Target, 'url'> {
  const host = url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return {
    host,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    literal: ipaddr.isValid(host) && (host.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(host)),
  };
}

/**
 * Checks everything about a URL that needs no name resolution (variables §11.3, rules 1 to 6).
 *
 * @throws RefusedError with the message that bots see
 */
export function checkUrl(text: string, allow: AllowList): Target {
  if (text.trim() === '') throw new RefusedError('URL is required');
  const url = URL.parse(text);
  if (!url) throw new RefusedError('Invalid URL format');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RefusedError(`Protocol "${url.protocol}" is not allowed. Only HTTP and HTTPS are permitted.`);
  }
  const { host, port, literal } = hostOf(url);
  if (metadataHosts.has(host)) throw new RefusedError(refusal('cloud metadata services'));
  if (host === 'localhost' && !opensLocalhost(port, allow)) throw new RefusedError(refusal('localhost'));
  if (encodedAddress.test(host)) {
    throw new RefusedError('IP address encoding (decimal, hex, octal) is not allowed for security reasons.');
  }
  if (literal) checkAddress(host, host, port, allow);
  return { url, host, port, literal };
}

/** The name is as good as the loopback addresses, so listing one of these opens it. */
const opensLocalhost = (port: number, allow: AllowList): boolean =>
  ['127.0.0.1', '::1'].some((address) => allow.opensAddress(ipaddr.parse(address), port));

/**
 * Checks the names of request headers; headers without a name are skipped by the client.
 *
 * @throws RefusedError for headers that open metadata services of clouds
 */
export function checkHeaders(headers: readonly (readonly [name: string, value: string])[]): void {
  for (const [name] of headers) {
    const plain = name.trim().toLowerCase();
    if (metadataHeaders.has(plain) || plain.startsWith('x-aws-ec2-metadata')) {
      throw new RefusedError(
        `Header "${name}" is not allowed as it could be used to bypass cloud metadata service protections.`,
      );
    }
  }
}
