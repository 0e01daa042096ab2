import { BlockList, isIP } from "node:net";
import type { Unreadable } from "./compare.ts";

/** An address or a CIDR range taken apart; undefined for anything else. */
export function rangeOf(
  text: string,
): { family: "ipv4" | "ipv6"; network: string; bits: number } | undefined {
  const [network = "", length, ...rest] = text.split("/");
  const version = isIP(network);
  if (version === 0 || rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length)))
    return undefined;
  const longest = version === 4 ? 32 : 128;
  const bits = length === undefined ? longest : Number(length);
  return bits <= longest ? { family: version === 4 ? "ipv4" : "ipv6", network, bits } : undefined;
}

/** How a socket that listens on both families shows an IPv4 peer. */
const MAPPED = /^::ffff:(?=[\d.]+$)/i;

/** `IpAddress`: whether the request's address lies in the policy's address or CIDR range (v4 or v6). AWS takes no variables here. */
export function compareAddress(given: string, written: string): boolean | Unreadable {
  const range = rangeOf(written);
  if (range === undefined) return { unreadable: `the policy's value "${written}" is no IP address or range` };
  const address = given.replace(MAPPED, "");
  const version = isIP(address);
  if (version === 0) return { unreadable: `the request's value "${given}" is no IP address` };
  if ((version === 4) !== (range.family === "ipv4")) return false;
  const list = new BlockList();
  list.addSubnet(range.network, range.bits, range.family);
  return list.check(address, range.family);
}
