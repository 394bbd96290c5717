import type ipaddr from 'ipaddr.js';

/** An address of either version. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Hosts that outgoing requests may reach although they are not public. */
export interface AllowList {
  /** Whether the operator listed this name, which opens the three private IPv4 ranges for it. */
  opensName(host: string, port: number): boolean;
  /** Whether the operator listed this address itself or a network around it. */
  opensAddress(address: Address, port: number): boolean;
}
