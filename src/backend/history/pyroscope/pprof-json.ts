// Parses a profile from Pyroscope: pprof messages in protobuf's JSON form, where 64-bit numbers are strings and zeros
// are omitted.
import { limits } from '../../../core/limits.ts';
import { FrameCollector } from '../../../core/profile/frame-collector.ts';
import type { Entry, Frame, Profile, ProfileKind } from '../../../core/profile/model.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function number(value: unknown): number {
  const read = Number(value ?? 0);
  return Number.isSafeInteger(read) ? read : 0;
}

/** Pyroscope keeps neither labels of samples nor what a dump would tell. */
const bare = { labels: {}, header: undefined, addresses: [] } as const;

/** Undefined if it is not a profile. Counts are those of the first sample type, the only one of goroutine profiles. */
export function readPprofJson(message: unknown, kind: ProfileKind, timeMs: number): Profile | undefined {
  if (!isObject(message)) return undefined;
  const strings = texts(message['stringTable']);
  const frames = makeFrameReader(message, strings);
  const entries: Entry[] = [];
  let goroutines = 0;
  for (const sample of list(message['sample'])) {
    const count = number(texts(sample['value'])[0]);
    if (count <= 0) continue;
    goroutines += count;
    const stack = new FrameCollector(limits.framesPerStack.value);
    for (const location of texts(sample['locationId'])) for (const frame of frames(location)) stack.push(frame);
    const leaked = kind === 'goroutineleak' ? count : 0;
    entries.push({ count, leaked, frames: stack.frames, elidedFrames: stack.elidedFrames, ...bare });
  }
  return {
    kind,
    format: 'debug=0',
    timeMs,
    durationMs: undefined,
    goroutines,
    parsed: goroutines,
    unparsed: 0,
    truncated: false,
    delta: false,
    entries,
    issues: [],
    build: undefined,
  };
}

/** The frames of a location, innermost first; several for inlined functions. Each location is resolved once. */
function makeFrameReader(message: Json, strings: readonly string[]): (location: string) => readonly Frame[] {
  const functions = new Map(list(message['function']).map((one) => [String(one['id'] ?? 0), one]));
  const locations = new Map(list(message['location']).map((one) => [String(one['id'] ?? 0), one]));
  const resolved = new Map<string, readonly Frame[]>();
  return (id) => {
    const known = resolved.get(id);
    if (known) return known;
    const frames = list(locations.get(id)?.['line']).flatMap((line): readonly Frame[] => {
      const found = functions.get(String(line['functionId'] ?? 0));
      const name = strings[number(found?.['name'])] ?? '';
      if (found === undefined || name === '') return [];
      const file = strings[number(found['filename'])] ?? '';
      return [{ function: name, file, line: number(line['line']), startLine: number(found['startLine']) }];
    });
    resolved.set(id, frames);
    return frames;
  };
}
