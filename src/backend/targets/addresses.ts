// Addresses that are never fetched: link-local addresses and the metadata services of clouds, which serve the machine's
// secrets. Private and loopback addresses stay allowed, because targets use them.
import { isIP } from 'node:net';

type Range = readonly [network: string, prefixBits: number];

/** A range that the settings allow, such as 10.0.0.0/8. */
export interface AddressRange {
  readonly network: string;
  readonly prefixBits: number;
}

/** Each range is what its vendor documents as the address of its metadata or host service. */
const forbiddenRanges: readonly Range[] = [
  // Link-local. This covers the metadata service of AWS, Azure, Google, Oracle, OpenStack, DigitalOcean and Tencent.
  ['169.254.0.0', 16],
  ['fe80::', 10],
  // AWS: the local services of a Nitro instance over IPv6 (metadata, time, pod identity).
  ['fd00:ec2::', 32],
  // Google and Oracle over IPv6, Scaleway over IPv6.
  ['fd20:ce::254', 128],
  ['fd00:c1::a9fe:a9fe', 128],
  ['fd00:42::42', 128],
  // Alibaba; Oracle Cloud Classic; Azure's host service.
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  ['168.63.129.16', 32],
];

interface Embedding {
  readonly range: Range;
  /** Positions of the four bytes of the IPv4 address. */
  readonly at: readonly number[];
  /** The address is stored with every bit inverted. */
  readonly isInverted?: boolean;
}

const lastFour = [12, 13, 14, 15];

/** IPv6 networks that embed an IPv4 address. A site's own NAT64 prefix (RFC 6052) cannot be recognised. */
const embeddings: readonly Embedding[] = [
  // Mapped, compatible, translated, NAT64.
  ...['::ffff:0:0', '::', '::ffff:0:0:0', '64:ff9b::'].map((network) => ({
    range: [network, 96] as Range,
    at: lastFour,
  })),
  // NAT64 for local use (RFC 8215). Its prefix may have any length that RFC 6052 allows. Byte 8 is always skipped.
  ...[lastFour, [6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12]].map((at) => ({
    range: ['64:ff9b:1::', 48] as Range,
    at,
  })),
  // 6to4.
  { range: ['2002::', 16], at: [2, 3, 4, 5] },
  // Teredo: the server's address, then the client's address inverted.
  { range: ['2001::', 32], at: [4, 5, 6, 7] },
  { range: ['2001::', 32], at: lastFour, isInverted: true },
];

/** ISATAP (RFC 5214) under any prefix: `0:5efe` or `200:5efe`, then the IPv4 address. */
function isIsatap(bytes: Uint8Array): boolean {
  const isMarked = bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  return bytes.length === 16 && isMarked && (bytes[8] === 0 || bytes[8] === 2);
}

/**
 * Whether connecting to this address is forbidden. Takes text without brackets. Text that is not an address is
 * forbidden.
 */
export function isForbiddenAddress(address: string): boolean {
  const bytes = parseAddress(address);
  return bytes === undefined || isForbidden(bytes);
}

/** Whether an address lies in one of the ranges. An IPv4-mapped IPv6 address counts as its IPv4 address. */
export function liesWithin(address: string, ranges: readonly AddressRange[]): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined) return false;
  const bytes = lies(parsed, ['::ffff:0:0', 96]) ? parsed.subarray(12) : parsed;
  return ranges.some(({ network, prefixBits }) => lies(bytes, [network, prefixBits]));
}

function isForbidden(bytes: Uint8Array): boolean {
  if (forbiddenRanges.some((range) => lies(bytes, range))) return true;
  if (isIsatap(bytes) && isForbidden(bytes.subarray(12))) return true;
  return embeddings.some(
    ({ range, at, isInverted = false }) =>
      lies(bytes, range) && isForbidden(Uint8Array.from(at, (place) => (bytes[place] ?? 0) ^ (isInverted ? 255 : 0))),
  );
}

function lies(bytes: Uint8Array, [network, prefixBits]: Range): boolean {
  const start = parseAddress(network);
  if (start === undefined || start.length !== bytes.length) return false;
  const wholeBytes = prefixBits >> 3;
  for (let index = 0; index < wholeBytes; index++) if (bytes[index] !== start[index]) return false;
  const restBits = prefixBits & 7;
  return restBits === 0 || ((bytes[wholeBytes] ?? 0) ^ (start[wholeBytes] ?? 0)) >> (8 - restBits) === 0;
}

/** 4 or 16 bytes; undefined if the text is not an address. A zone (`%eth0`) names an interface, so it is dropped. */
export function parseAddress(text: string): Uint8Array | undefined {
  const address = text.split('%', 1)[0] ?? '';
  switch (isIP(address)) {
    case 4:
      return Uint8Array.from(address.split('.'), Number);
    case 6:
      return parseV6(address);
    default:
      return undefined;
  }
}

/** The caller has checked the form with `isIP`. */
function parseV6(address: string): Uint8Array {
  const lastColon = address.lastIndexOf(':');
  const tail = address.slice(lastColon + 1);
  const v4 = tail.includes('.') ? Uint8Array.from(tail.split('.'), Number) : undefined;
  const hex = (index: number): string => ((v4?.[index] ?? 0) * 256 + (v4?.[index + 1] ?? 0)).toString(16);
  const text = v4 === undefined ? address : `${address.slice(0, lastColon + 1)}${hex(0)}:${hex(2)}`;
  const [head = '', rest] = text.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = rest === undefined || rest === '' ? [] : rest.split(':');
  const groups = [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
  return Uint8Array.from(groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]));
}
