// The parts of the WHATWG Encoding standard that `core` uses. Node, Bun and browsers all have them, yet TypeScript
// only knows them through the DOM or Node types, which `core` must not see.
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}
