// Stacks for simulated series: what waits where does not matter to a trend, only that names tell them apart.
import { interpretProfile } from '../../src/core/stack/interpret.ts';
import type { Stack } from '../../src/core/stack/model.ts';
import { makeEntry, makeHeader, makeProfile } from '../../src/core/stack/testing/stack-notation.ts';

/** A goroutine of `main.<name>` that waits to receive. */
export function makeStack(name: string, state = 'chan receive'): Stack {
  const word = name.replace(/[^a-z0-9]+/gi, '_');
  const profile = makeProfile('debug=2', [
    makeEntry(`main.${word} < main.start_${word}`, { header: makeHeader(state) }),
    makeEntry('main.main < runtime.main', { header: makeHeader('select') }),
  ]);
  return interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries[0]!.stack;
}
