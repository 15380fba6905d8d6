// The name of a stack: a hash over what remains of it once the runtime's own frames, closure numbers and versions are
// gone. The whole rule is here; what a single function's name contributes is symbol.ts.
import { formatHash, Hasher64 } from './hash.ts';
import type { Fingerprint } from './model.ts';
import { fingerprintVersion, type SymbolName } from './symbol.ts';

/** Go up to 1.22 keeps 32 frames of a stack, the runtime's included: this many are there in every format. */
export const fingerprintFrames = 24;

const noFrames = '0000000000000000' as Fingerprint;

/** How many of the frames that remain the fingerprint covers: 24, not counting what some Go versions lack. */
export function countIdentityFrames(symbols: readonly SymbolName[]): number {
  let counted = 0;
  for (let index = 0; index < symbols.length; index++) {
    if (isExtra(symbols, index)) continue;
    if (counted === fingerprintFrames) return index;
    counted++;
  }
  return symbols.length;
}

/** `sync.(*Mutex).Lock` twice, since in Go 1.24 and later the one calls `internal/sync`'s. */
function isExtra(symbols: readonly SymbolName[], index: number): boolean {
  const symbol = symbols[index];
  const inner = symbols[index - 1];
  if (symbol === undefined || inner === undefined) return false;
  return symbol.identity === inner.identity && (symbol.versionBound || inner.versionBound);
}

/**
 * Hashes the innermost 24 of the frames that remain, equal neighbours as one.
 *
 * Neighbours are merged after counting: a recursion 30 deep ends at its 24th call in every format, whether or not the profile kept the caller.
 */
export function makeFingerprint(symbols: readonly SymbolName[]): Fingerprint {
  if (symbols.length === 0) return noFrames;
  const hasher = new Hasher64(fingerprintVersion);
  const end = countIdentityFrames(symbols);
  let run = symbols[0];
  for (let index = 1; index < end; index++) {
    const symbol = symbols[index];
    if (symbol === undefined || run === undefined || symbol.identity === run.identity) continue;
    hasher.add(run.hash.high, run.hash.low);
    run = symbol;
  }
  if (run !== undefined) {
    // At 24 frames nobody knows any more with which function the goroutine was started.
    const hash = end < fingerprintFrames ? run.rootHash : run.hash;
    hasher.add(hash.high, hash.low);
  }
  return formatHash(hasher.finish()) as Fingerprint;
}
