// Names input that is not a goroutine profile, so that the sender learns what it is and what to send instead.
import { decodeText, skipBlanks, matches } from '../transport/byte-text.ts';
import type { ReadResult } from './model.ts';
import type { ProfileMessage } from './profile-message.ts';

type Unrecognised = Extract<ReadResult, { outcome: 'unrecognised' }>;

const ask = 'Send /debug/pprof/goroutine (debug=0, 1 or 2), or the text of a crash.';

/** Compressed forms by their first bytes, with the command that unpacks them. The caller of the reader unpacks gzip. */
const packed: readonly (readonly [magic: readonly number[], name: string, command: string])[] = [
  [[0x1f, 0x8b], 'gzip', 'gunzip FILE'],
  [[0x42, 0x5a, 0x68], 'bzip2', 'bunzip2 FILE'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz', 'unxz FILE'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd', 'unzstd FILE'],
  [[0x04, 0x22, 0x4d, 0x18], 'lz4', 'unlz4 FILE'],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], '7z', '7z x FILE'],
  [[0x52, 0x61, 0x72, 0x21], 'rar', 'unrar x FILE'],
];

/** Names bytes in a compression that is not supported here; undefined for any others. */
export function namePacked(head: Uint8Array): Unrecognised | undefined {
  const found = packed.find(([magic]) => magic.every((byte, at) => head[at] === byte));
  return found && unrecognised(found[1], `This is still compressed with ${found[1]}. Unpack it first: ${found[2]}`);
}

/** `head` is the beginning of a text, as much of it as was kept. */
export function nameOtherText(head: Uint8Array): Unrecognised {
  const text = decodeText(head, 0, head.length).trimStart();
  const lower = text.slice(0, 1024).toLowerCase();
  const found = signs.find(([, matches]) => matches(text, lower));
  if (!found) return unrecognised('unknown', `This is no goroutine profile. ${ask}`);
  return unrecognised(found[0], found[2]);
}

/** Names a profile whose lines look like debug=1 but count something else; undefined when `head` opens none. */
export function nameOtherCounts(head: Uint8Array): Unrecognised | undefined {
  return matches(head, skipBlanks(head, 0, head.length), head.length, 'threadcreate profile: ')
    ? nameOtherText(head)
    : undefined;
}

type Sign = readonly [looksLike: string, matches: (text: string, lower: string) => boolean, hint: string];

const signs: readonly Sign[] = [
  ['empty', (text) => text === '', `There is nothing in it. ${ask}`],
  [
    'html',
    (_, lower) => lower.startsWith('<!doctype') || lower.startsWith('<html') || lower.startsWith('<head'),
    'This is a web page, perhaps of a login or of the pprof index. Check the address: it has to end in /debug/pprof/goroutine.',
  ],
  [
    'race report',
    (text) => text.includes('WARNING: DATA RACE'),
    'This is a report of the race detector: it shows two accesses, not the goroutines of a process. Send a goroutine profile or the text of a crash.',
  ],
  ['heap profile', (text) => text.startsWith('heap profile: '), `This is a heap profile. ${ask}`],
  [
    'contention profile',
    (text) => text.startsWith('--- contention:') || text.startsWith('--- mutex:'),
    `This is a block or mutex profile. ${ask}`,
  ],
  [
    'threadcreate profile',
    (text) => text.startsWith('threadcreate profile: '),
    `This is a profile of thread creation. ${ask}`,
  ],
  [
    'execution trace',
    (text) => /^go 1\.\d+ trace/.test(text),
    `This is an execution trace: what ran in some seconds, not who waits. ${ask}`,
  ],
  [
    'metrics page',
    (text) => text.startsWith('# HELP ') || text.startsWith('# TYPE '),
    `This is a metrics page. ${ask}`,
  ],
  [
    'unknown profile answer',
    (text) => text.startsWith('Unknown profile'),
    'The program does not have this profile. The leak profile needs Go 1.27, or Go 1.26 built with GOEXPERIMENT=goroutineleakprofile.',
  ],
  [
    'refused request',
    (text) => text.startsWith('seconds and debug params are incompatible'),
    'The program refused: a profile over some seconds comes as debug=0 only. Leave out seconds or debug.',
  ],
  [
    'java thread dump',
    (text) => text.includes('Full thread dump ') || text.includes('java.lang.Thread.State: '),
    `This is a dump of Java's threads, which have no goroutines. ${ask}`,
  ],
  [
    'python dump',
    (text) =>
      text.includes('(most recent call first):') ||
      text.includes('Traceback (most recent call last):') ||
      /^Process \d+: .*python/m.test(text),
    `These are stacks of a Python program. ${ask}`,
  ],
  [
    '.net dump',
    (text) =>
      text.includes('OS Thread Id: 0x') || /^Thread \(0x[0-9A-F]+\):$/m.test(text) || /^ +at System\./m.test(text),
    `These are stacks of a .NET program. ${ask}`,
  ],
  [
    'javascript trace',
    (text) => /^ +at (?:async )?\S+ \(\S+\.[cm]?[jt]sx?:\d+:\d+\)$/m.test(text),
    `This is a trace of a JavaScript program. ${ask}`,
  ],
  [
    'rust backtrace',
    (text) => text.includes('stack backtrace:') && /^ +at \S+\.rs:\d+/m.test(text),
    `This is a backtrace of a Rust program. ${ask}`,
  ],
  [
    'other pprof text',
    (text) => /^Type: (?!goroutine)\S+$/m.test(text) || /^PeriodType: (?!goroutine)\S+ \S+$/m.test(text),
    `This is pprof's text of a profile that does not count goroutines. ${ask}`,
  ],
  [
    'flame graph json',
    (text) => text.startsWith('{') && text.includes('"flamebearer"'),
    'This is a flame graph as Pyroscope exports it for pictures. Export the profile as pprof instead.',
  ],
  ['json', (text) => text.startsWith('{') || text.startsWith('[{'), `This is JSON. ${ask}`],
];

/** Names a protobuf profile that does not count goroutines. */
export function nameOtherProfile(message: ProfileMessage): Unrecognised {
  const types = message.sampleTypes.map(({ type }) => message.strings.get(type) ?? '');
  const looksLike = profileNames.find(([type]) => types.includes(type))?.[1] ?? 'other profile';
  const listed = types.filter((type) => type !== '').join(', ') || 'nothing';
  return unrecognised(looksLike, `It counts ${listed}, not goroutines. ${ask}`);
}

const profileNames: readonly (readonly [type: string, name: string])[] = [
  ['inuse_space', 'heap profile'],
  ['alloc_space', 'heap profile'],
  ['cpu', 'cpu profile'],
  ['contentions', 'contention profile'],
  ['threadcreate', 'threadcreate profile'],
];

export function unrecognised(looksLike: string, hint: string): Unrecognised {
  return { outcome: 'unrecognised', looksLike, hint };
}
