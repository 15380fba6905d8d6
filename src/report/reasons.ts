// Sentences about why a dump was written. The words of a crash come before Parked's conclusions.
import { formatCount } from '../core/format.ts';
import type { DumpReason, Profile } from '../core/profile/model.ts';

export function tellReasons(profiles: readonly Pick<Profile, 'context'>[]): readonly string[] {
  const sentences = profiles.flatMap(({ context }) => (context?.reasons ?? []).map(tellReason));
  return [...new Set(sentences)];
}

function tellReason(reason: DumpReason): string {
  switch (reason.is) {
    case 'fatal error':
      return `The runtime ended the process: fatal error: ${reason.message}`;
    case 'panic':
      return reason.recovered
        ? `A panic was recovered: ${reason.value}`
        : `The process ended with a panic: ${reason.value}`;
    case 'signal':
      return `The process wrote this dump because of ${reason.name}.`;
    case 'thread limit':
      return `The runtime ended the process: it had reached its limit of ${formatCount(reason.threads)} threads.`;
    case 'test timeout': {
      const tests = reason.tests.map(({ name, ran }) => (ran === '' ? name : `${name} (for ${ran})`)).join(', ');
      return `go test gave up after ${reason.after}${tests === '' ? '' : ` while it ran ${tests}`}.`;
    }
    case 'leak check':
      return `${reason.tool} reported every goroutine here as left behind.`;
    case 'lock report':
      return `${reason.tool} reported these goroutines for their locks.`;
  }
}
