// The fingerprint of a stack: a hash of its frames without the runtime's own frames, closure numbers and versions. The
// whole rule is here; symbol.ts defines what a single function's name contributes.
import { formatHash, Hasher64 } from './hash.ts';
import type { Fingerprint } from './model.ts';
import { fingerprintVersion, type SymbolName } from './symbol.ts';

/** Go up to 1.22 keeps 32 frames of a stack, including the runtime's. This many frames remain in every format. */
const fingerprintFrames = 24;

/** The fingerprint of a goroutine with only runtime frames. */
export const noFrames = '0000000000000000' as Fingerprint;

/** How many of the remaining frames the fingerprint covers: 24, without those that some Go versions lack. */
export function countIdentityFrames(symbols: readonly SymbolName[]): number {
  let counted = 0;
  for (let index = 0; index < symbols.length; index++) {
    if (isExtra(symbols, index)) continue;
    if (counted === fingerprintFrames) return index;
    counted++;
  }
  return symbols.length;
}

/** A second `sync.(*Mutex).Lock`: from Go 1.24 on it calls that of `internal/sync`. */
function isExtra(symbols: readonly SymbolName[], index: number): boolean {
  const symbol = symbols[index];
  const inner = symbols[index - 1];
  if (symbol === undefined || inner === undefined) return false;
  return (symbol.versionBound || inner.versionBound) && isSame(symbol, inner);
}

/** Comparing two hashes is cheaper than comparing two names, and equally reliable. */
function isSame(a: SymbolName, b: SymbolName): boolean {
  return a.hash.low === b.hash.low && a.hash.high === b.hash.high;
}

/** `errgroup.(*Group).Go.func`, `sync.(*WaitGroup).Go.func`: these start the function they are given. */
function isStarter(symbol: SymbolName): boolean {
  return symbol.identity.endsWith('.Go.func');
}

/**
 * Hashes the innermost 24 remaining frames, with equal neighbours as one. Neighbours are merged after counting. So a
 * recursion 30 deep ends at its 24th call in every format, whether or not the profile kept the caller. The function
 * with which the goroutine began counts with its package. With 24 frames or more, that function is unknown.
 */
export function makeFingerprint(symbols: readonly SymbolName[]): Fingerprint {
  if (symbols.length === 0) return noFrames;
  const runs: SymbolName[] = [];
  const end = countIdentityFrames(symbols);
  let previous: SymbolName | undefined;
  for (let index = 0; index < end; index++) {
    const symbol = symbols[index];
    if (symbol === undefined || (previous !== undefined && isSame(symbol, previous))) continue;
    runs.push(symbol);
    previous = symbol;
  }
  const hasher = new Hasher64(fingerprintVersion);
  for (let index = 0; index < runs.length; index++) {
    const symbol = runs[index];
    if (symbol === undefined) continue;
    const outer = runs[index + 1];
    const started = end < fingerprintFrames && (outer === undefined || (index + 2 === runs.length && isStarter(outer)));
    const hash = started ? symbol.rootHash : symbol.hash;
    hasher.add(hash.high, hash.low);
  }
  return formatHash(hasher.finish()) as Fingerprint;
}
