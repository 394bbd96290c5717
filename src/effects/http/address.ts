import ipaddr from 'ipaddr.js';
import type { Address, AllowList } from './allow-list.ts';
import { RefusedError } from './errors.ts';

interface Range {
  readonly network: readonly [base: Address, bits: number];
  readonly message: string;
  /** Who may open it: nobody, an entry with the address itself, or also one with the name that leads to it. */
  readonly opens: 'never' | 'by address' | 'by name';
}

/** Message of a refusal. */
export const refusal = (what: string): string => `Access to ${what} is not allowed for security reasons.`;
const range = (cidr: string, what: string, opens: Range['opens']): Range => ({
  network: ipaddr.parseCIDR(cidr),
  message: refusal(what),
  opens,
});

const linkLocal = '169.254.0.0/16';
const ranges: readonly Range[] = [
  range('127.0.0.0/8', 'loopback addresses (127.0.0.0/8)', 'by address'),
  {
    network: ipaddr.parseCIDR(linkLocal),
    message: `${refusal(`link-local addresses (${linkLocal})`)} This range includes cloud metadata services.`,
    opens: 'never',
  },
  range('10.0.0.0/8', 'private network range (10.0.0.0/8)', 'by name'),
  range('172.16.0.0/12', 'private network range (172.16.0.0/12)', 'by name'),
  range('192.168.0.0/16', 'private network range (192.168.0.0/16)', 'by name'),
  range('0.0.0.0/8', '0.0.0.0/8 range', 'by address'),
  range('::1/128', 'IPv6 loopback (::1)', 'by address'),
  range('::/128', 'IPv6 unspecified address (::/128)', 'by address'),
  range('fe80::/10', 'IPv6 link-local addresses (fe80::/10)', 'never'),
  range('fc00::/7', 'IPv6 unique local addresses (fc00::/7)', 'by address'),
];

/** Ranges without a name of their own in messages: everything else that is not global unicast. */
const special = [
  '100.64.0.0/10',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
].map((cidr) => ipaddr.parseCIDR(cidr));
const globalIPv6 = ipaddr.parseCIDR('2000::/3');

const within = (address: Address, [base, bits]: readonly [Address, number]): boolean =>
  address.kind() === base.kind() && address.match(base, bits);

/**
 * Checks one address that a connection would go to.
 *
 * @param text the address as the resolver or the URL has it
 * @param host name that led to it, or the address itself
 * @throws RefusedError unless it is public or the operator listed it
 */
export function checkAddress(text: string, host: string, port: number, allow: AllowList): void {
  const parsed = ipaddr.parse(text);
  const address = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed;
  const found = ranges.find(({ network }) => within(address, network));
  if (found?.opens === 'never') throw new RefusedError(found.message);
  if (allow.opensAddress(address, port)) return;
  if (found?.opens === 'by name' && allow.opensName(host, port)) return;
  if (found) throw new RefusedError(found.message);
  const isPublic = address.kind() === 'ipv4' || within(address, globalIPv6);
  if (!isPublic || special.some((network) => within(address, network))) {
    throw new RefusedError(refusal('this address range'));
  }
}
