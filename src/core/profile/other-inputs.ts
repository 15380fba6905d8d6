// Names input that is not a goroutine profile, so that the sender learns what it is and what to send instead.
import { decodeText } from '../transport/byte-text.ts';
import { findMark } from '../transport/marks.ts';
import type { ReadResult } from './model.ts';
import { languages } from './other-languages.ts';
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

/** Binary files that tell of processes in other ways, with what to do. */
const binaries: readonly (readonly [magic: readonly number[], name: string, advice: string])[] = [
  [
    [0x7f, 0x45, 0x4c, 0x46],
    'core file or program',
    'This is a core file or a program. Open a core with Delve: dlv core PROGRAM CORE, then type "goroutines -t".',
  ],
  [[0x4d, 0x44, 0x4d, 0x50], 'minidump', 'This is a minidump of Windows. Open it with Delve: dlv core PROGRAM FILE'],
  [[0x50, 0x45, 0x52, 0x46, 0x49, 0x4c, 0x45], 'perf data', `This is a recording of perf. ${ask}`],
  [[0x46, 0x4c, 0x52, 0x00], 'jfr recording', `This is a recording of Java's Flight Recorder. ${ask}`],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'pdf', 'This is a PDF. Copy the text of the dump out of it.'],
  [[0x89, 0x50, 0x4e, 0x47], 'picture', 'This is a picture. Send the text of the dump.'],
  [[0xff, 0xd8, 0xff], 'picture', 'This is a picture. Send the text of the dump.'],
];

/** Names binary files that are not read here, with the command that helps; undefined for any others. */
export function namePacked(head: Uint8Array): Unrecognised | undefined {
  const binary = binaries.find(([magic]) => magic.every((byte, at) => head[at] === byte));
  if (binary) return unrecognised(binary[1], binary[2]);
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

/** Names a document whose marks stand between the words of a dump, so that nothing in it can be trusted. */
export function nameMarkedText(head: Uint8Array): Unrecognised | undefined {
  if (joinedCounts.test(decodeText(head, 0, Math.min(head.length, 256)))) {
    const hint = 'The line ends of this profile are lost, and no rule brings back all of them. Fetch it anew.';
    return unrecognised('goroutine profile in one line', hint);
  }
  if (head[0] !== 0x7b || !decodeText(head, 0, 8).startsWith('{\\rtf')) return undefined;
  return unrecognised('rich text', 'This is rich text (RTF). Save it as plain text, or copy the dump out of it.');
}

/** The heading of debug=1 with its first stack on the same line. */
const joinedCounts = /^goroutine profile: total \d{1,9}[ |]{0,8}\d{1,9} @ 0x/;

/** At the beginning of a line, whatever carries it. */
const otherCounts = /(?:^|[\s"'>|:])(?:threadcreate profile: total \d|--- (?:mutex|contention):)/;

/** Names a profile whose lines look like debug=1 but count something else; undefined when `head` opens none. */
export function nameOtherCounts(head: Uint8Array): Unrecognised | undefined {
  if (findMark(head, 0, head.length) >= 0) return undefined;
  const text = decodeText(head, 0, head.length);
  return otherCounts.test(text) ? nameOtherText(head) : undefined;
}

type Sign = readonly [looksLike: string, matches: (text: string, lower: string) => boolean, hint: string];

const signs: readonly Sign[] = [
  ['empty', (text) => text === '', `There is nothing in it. ${ask}`],
  [
    'base64 of gzip',
    (text) => /^H4sI[A-Za-z0-9+/=\s]*$/.test(text),
    'This is base64 of something packed with gzip. Unpack it first: base64 -d FILE | gunzip',
  ],
  [
    'hex dump',
    (text) => /^0{7,8}:? +(?:[0-9a-f]{2} ?[0-9a-f]{2} |[ \d]{2,3} [ \d]|[!-~] {3})/.test(text),
    'This is a listing of bytes (xxd, hexdump or od). Send the file itself; xxd -r FILE gives it back.',
  ],
  [
    'html',
    (_, lower) => lower.startsWith('<!doctype') || lower.startsWith('<html') || lower.startsWith('<head'),
    'This is a web page, perhaps of a login or of the pprof index. Check the address: it has to end in /debug/pprof/goroutine.',
  ],
  [
    'columns drawn apart',
    (text) => /^\[?[Gg]oroutine {2,}(?:\d{1,19} +(?:\[|gp=|in +state )|profile: +total )/m.test(text),
    'This went through "column -t", which leaves out the empty lines between goroutines. Send the dump as it was before.',
  ],
  [
    'lines written backwards',
    (text) => /(?:\d|:eliforp) enituoro[gG]/.test(text),
    'Each line is written backwards, as "rev" does. Undo it first: rev FILE',
  ],
  [
    'race report',
    (text) => text.includes('WARNING: DATA RACE'),
    'This is a report of the race detector: it shows two accesses, not the goroutines of a process. Send a goroutine profile or the text of a crash.',
  ],
  ['heap profile', (text) => /heap profile: \d+: /.test(text), `This is a heap profile. ${ask}`],
  [
    'contention profile',
    (text) => text.includes('--- contention:') || text.includes('--- mutex:'),
    `This is a block or mutex profile. ${ask}`,
  ],
  [
    'threadcreate profile',
    (text) => text.includes('threadcreate profile: total '),
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
    'pprof index',
    (text) => text.includes('Types of profiles available:'),
    `This is the index of pprof, not a profile. ${ask}`,
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
  [
    'flame graph json',
    (text) => text.startsWith('{') && (text.includes('speedscope.app') || text.includes('"flamegraph"')),
    'This is a flame graph for a viewer. Export the profile as pprof instead.',
  ],
  [
    'picture',
    (text) => /^(?:strict )?digraph /.test(text) || /^(?:<\?xml[^>]*>\s*|<!DOCTYPE[^>]*>\s*)*<svg/i.test(text),
    'This is a picture of a profile, from which stacks cannot be read. Send the profile itself.',
  ],
  [
    'stack trace of an error',
    (text) => /^\S+\n\t\S+\.go:\d+(?: \(0x[0-9a-f]+\))?$/m.test(text) || /^\S+\.go:\d+ \(0x[0-9a-f]+\)\n\t/m.test(text),
    `This is the stack trace of an error or a log entry: one call path, without its goroutine. ${ask}`,
  ],
  ...languages.map(({ looksLike, test, what }): Sign => [looksLike, test, `${what} ${ask}`]),
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
