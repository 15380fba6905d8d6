// What stands around a dump, as far as verdicts depend on it.
import type { DumpContext, DumpReason, Profile } from '../profile/model.ts';

export interface SampleContext {
  /** Of an excerpt, what is absent proves nothing. */
  readonly extent: DumpContext['extent'];
  /** Nobody can sample this process again. */
  readonly ended: boolean;
  /** The runtime itself says that no goroutine could go on. */
  readonly asleep: boolean;
  /** The leak checker that reported every goroutine of the dump; null where none did. */
  readonly checker: string | null;
}

/** Undefined where nothing is known beside the goroutines. */
export function readContext({ context, truncated }: Pick<Profile, 'context' | 'truncated'>): SampleContext | undefined {
  if (context === undefined && !truncated) return undefined;
  const reasons = context?.reasons ?? [];
  const check = reasons.find(({ is }) => is === 'leak check');
  return {
    extent: truncated ? 'excerpt' : (context?.extent ?? 'whole'),
    ended: reasons.some(isDeadly),
    asleep: reasons.some((reason) => reason.is === 'fatal error' && deadlock.test(reason.message)),
    checker: check?.is === 'leak check' ? check.tool : null,
  };
}

/** `all goroutines are asleep - deadlock!`, `no goroutines (main called runtime.Goexit) - deadlock!` */
const deadlock = / - deadlock!$/;

function isDeadly(reason: DumpReason): boolean {
  switch (reason.is) {
    case 'fatal error':
    case 'thread limit':
    case 'test timeout':
      return true;
    case 'panic':
      return !reason.recovered;
    case 'signal':
    case 'leak check':
    case 'lock report':
      return false;
  }
}
