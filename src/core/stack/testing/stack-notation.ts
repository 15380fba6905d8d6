// Stacks as one line of text, so that tests show the stack rather than objects.
import type { Entry, Frame, Profile, ProfileFormat } from '../../profile/model.ts';

/**
 * Reads `runtime.gopark < runtime.chanrecv@/go/src/runtime/chan.go:667-524 < main.worker`, innermost first. Each frame
 * is a function, then, where they matter, its file, its line, and the line on which the function starts.
 */
export function readStackNotation(text: string): Frame[] {
  return text === '' ? [] : text.split(' < ').map(readFrameNotation);
}

function readFrameNotation(text: string): Frame {
  const match = /^(.*?)(?:@(.*?)(?::(\d+)(?:-(\d+))?)?)?$/.exec(text);
  return {
    function: match?.[1] ?? text,
    file: match?.[2] ?? '',
    line: Number(match?.[3] ?? 0),
    startLine: Number(match?.[4] ?? 0),
  };
}

/** An entry of one goroutine with these frames. */
export function makeEntry(stack: string, facts: Partial<Entry> = {}): Entry {
  return {
    count: 1,
    leaked: 0,
    frames: readStackNotation(stack),
    elidedFrames: 0,
    labels: {},
    header: undefined,
    addresses: [],
    ...facts,
  };
}

/** The header facts of goroutine 7, without a wait. */
export function makeHeader(
  status: string,
  facts: Partial<NonNullable<Entry['header']>> = {},
): NonNullable<Entry['header']> {
  return {
    status,
    waits: [[0, 1]],
    lockedToThread: 0,
    creator: undefined,
    firstId: 7,
    lastId: 7,
    sampleIds: [7],
    ...facts,
  };
}

export function makeProfile(format: ProfileFormat, entries: readonly Entry[], facts: Partial<Profile> = {}): Profile {
  const goroutines = entries.reduce((sum, { count }) => sum + count, 0);
  return {
    kind: 'goroutine',
    format,
    timeMs: undefined,
    durationMs: undefined,
    goroutines,
    parsed: goroutines,
    unparsed: 0,
    truncated: false,
    delta: false,
    entries,
    issues: [],
    build: undefined,
    ...facts,
  };
}
