// A name server on loopback with the part of RFC 1035 that the tests need.
import * as dgram from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import type { DnsResolver } from '../discovery/dns-resolver.ts';
import { parseAddress } from '../addresses.ts';

export interface Zone {
  readonly [name: string]: {
    readonly a?: readonly string[];
    readonly aaaa?: readonly string[];
    readonly srv?: readonly (readonly [host: string, port: number])[];
    /** Response code; 2 means that the server failed. */
    readonly code?: number;
    /** Whether the server never answers. */
    readonly silent?: boolean;
  };
}

export interface DnsServer {
  /** May be changed while the server runs. */
  zone: Zone;
  readonly questions: readonly string[];
  createResolver(timeoutMs: number): DnsResolver;
  close(): Promise<void>;
}

const types: ReadonlyMap<number, 'a' | 'aaaa' | 'srv'> = new Map([
  [1, 'a'],
  [28, 'aaaa'],
  [33, 'srv'],
]);

export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const socket = dgram.createSocket('udp4');
  const questions: string[] = [];
  const server = { zone };
  socket.on('message', (message, from) => {
    const { name, typeCode, end } = readQuestion(message);
    const type = types.get(typeCode);
    questions.push(`${type} ${name}`);
    const entry = server.zone[name];
    if (entry?.silent === true) return;
    const records = type === undefined ? [] : listRecords(entry, type);
    const header = Buffer.alloc(12);
    message.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (entry === undefined ? 3 : (entry.code ?? 0)), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    const answers = records.map((data) => writeRecord(typeCode, data));
    socket.send(Buffer.concat([header, message.subarray(12, end), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  return Object.assign(server, {
    questions,
    createResolver: (timeoutMs: number) => {
      const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
      resolver.setServers([`127.0.0.1:${port}`]);
      return resolver;
    },
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  });
}

function readQuestion(message: Buffer): { name: string; typeCode: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += 1 + length;
  }
  return { name: labels.join('.'), typeCode: message.readUInt16BE(at + 1), end: at + 5 };
}

function listRecords(entry: Zone[string] | undefined, type: 'a' | 'aaaa' | 'srv'): readonly Uint8Array[] {
  if (type !== 'srv') return (entry?.[type] ?? []).map((address) => parseAddress(address) ?? new Uint8Array(0));
  return (entry?.srv ?? []).map(([host, port]) => {
    const numbers = Buffer.alloc(6);
    numbers.writeUInt16BE(port, 4);
    return Buffer.concat([numbers, writeName(host)]);
  });
}

function writeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function writeRecord(typeCode: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(typeCode, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
