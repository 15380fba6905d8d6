// The facts about the text around a dump that verdicts depend on.
import type { Crash } from './crash.ts';
import type { DumpContext, DumpReason, Profile } from '../profile/model.ts';

export interface SampleContext {
  /** In an excerpt, absent goroutines prove nothing. */
  readonly extent: DumpContext['extent'];
  /** The process has ended and cannot be sampled again. */
  readonly ended: boolean;
  /** The runtime reports that no goroutine can continue. */
  readonly asleep: boolean;
  /** The leak checker that reported every goroutine of the dump; null where there is none. */
  readonly checker: string | null;
  /** What the crash points at. */
  readonly crash?: Crash;
}

/** Undefined where only the goroutines are known. */
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

/** The runtime names a signal only when it ends the process for it. */
function isDeadly(reason: DumpReason): boolean {
  switch (reason.is) {
    case 'fatal error':
    case 'thread limit':
    case 'test timeout':
    case 'signal':
      return true;
    case 'panic':
      return !reason.recovered;
    case 'leak check':
    case 'lock report':
      return false;
  }
}
