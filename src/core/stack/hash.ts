// A 64-bit hash in plain JavaScript. Fingerprints are made in the browser too, and BigInt arithmetic is a hundred times
// slower. Two 32-bit lanes feed each other in turn, with the multipliers, rotations and finaliser of MurmurHash3 (x86,
// 128 bit). The halves are independent enough to count as 64 bits (see the test).

/** Two signed halves of 32 bits, which JavaScript keeps without allocating. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

const multiplierA = 0x239b961b;
const multiplierB = 0xab0e9789;
const multiplierC = 0x38b34ae5;

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function finalise(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Takes 64 bits at a time; order matters. */
export class Hasher64 {
  private high: number;
  private low: number;
  private length = 0;

  constructor(seed: number) {
    this.high = seed | 0;
    this.low = ~seed;
  }

  add(highWord: number, lowWord: number): void {
    const high = this.high ^ Math.imul(rotateLeft(Math.imul(highWord, multiplierA), 15), multiplierB);
    const mixedHigh = (Math.imul((rotateLeft(high, 19) + this.low) | 0, 5) + 0x561ccd1b) | 0;
    const low = this.low ^ Math.imul(rotateLeft(Math.imul(lowWord, multiplierB), 16), multiplierC);
    this.low = (Math.imul((rotateLeft(low, 17) + mixedHigh) | 0, 5) + 0x0bcaa747) | 0;
    this.high = mixedHigh;
    this.length++;
  }

  finish(): Hash64 {
    let high = this.high ^ this.length;
    let low = this.low ^ this.length;
    high = (high + low) | 0;
    low = (low + high) | 0;
    high = finalise(high);
    low = finalise(low);
    high = (high + low) | 0;
    low = (low + high) | 0;
    return { high, low };
  }
}

/** Hashes UTF-16 code units, four per step. The length is mixed in, so that padding differs from text. */
export function hashText(text: string, seed: number): Hash64 {
  const hasher = new Hasher64(seed);
  hasher.add(text.length, 0);
  for (let at = 0; at < text.length; at += 4) {
    // Past the end charCodeAt is NaN, which `|` reads as 0.
    hasher.add(
      text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16),
      text.charCodeAt(at + 2) | (text.charCodeAt(at + 3) << 16),
    );
  }
  return hasher.finish();
}

function formatHalf(half: number): string {
  return (half >>> 0).toString(16).padStart(8, '0');
}

/** 16 lower-case hex digits. */
export function formatHash(hash: Hash64): string {
  return formatHalf(hash.high) + formatHalf(hash.low);
}
