// Writes profiles that no stock Go writes (other sample types, broken indices, CockroachDB's labels), for tests.

type Field =
  number | bigint | string | Uint8Array | readonly number[] | { readonly [field: number]: Field | readonly Field[] };

const encoder = new TextEncoder();

/** A message from field numbers to values; an array of objects repeats the field, an array of numbers is packed. */
export function message(fields: { readonly [field: number]: Field | readonly Field[] }): Uint8Array {
  const bytes: number[] = [];
  for (const [number, value] of Object.entries(fields)) {
    if (Array.isArray(value) && typeof value[0] === 'number')
      bytes.push(...field(Number(number), packed(value as number[])));
    else for (const each of Array.isArray(value) ? value : [value]) bytes.push(...field(Number(number), each));
  }
  return Uint8Array.from(bytes);
}

function field(number: number, value: Field): number[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [...varint(number << 3), ...varint(value)];
  const bytes =
    typeof value === 'string' ? encoder.encode(value) : value instanceof Uint8Array ? value : message(value);
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

function packed(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap(varint));
}

/** Two's complement of 64 bits, as the format wants negative numbers. */
export function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? byte : byte | 0x80);
  } while (rest !== 0n);
  return bytes;
}

export interface SampleSpec {
  readonly values: readonly (number | bigint)[];
  /** Function names, innermost first. Several in one are inlined into one location: `['inner|outer']`. */
  readonly stack: readonly string[];
  readonly labels?: Readonly<Record<string, string | number>>;
}

interface ProfileSpec {
  readonly types?: readonly string[];
  readonly samples: readonly SampleSpec[];
  readonly timeNanos?: bigint;
  readonly durationNanos?: bigint;
  /** Path and build id of the program; `/bin/shop` and `abc123` unless given. */
  readonly binary?: string;
  readonly buildId?: string;
}

/** A whole profile; every function `f` is in `f.go`, line 10 of a function that starts at line 3. */
export function profileBytes({
  types = ['goroutine'],
  samples,
  timeNanos,
  durationNanos,
  binary = '/bin/shop',
  buildId = 'abc123',
}: ProfileSpec): Uint8Array {
  const strings = new Map([['', 0]]);
  const text = (value: string): number => {
    if (!strings.has(value)) strings.set(value, strings.size);
    return strings.get(value) ?? 0;
  };
  const functions = new Map<string, number>();
  const locations = new Map<string, number>();
  const locationId = (names: string): number => {
    for (const name of names.split('|')) if (!functions.has(name)) functions.set(name, functions.size + 1);
    if (!locations.has(names)) locations.set(names, locations.size + 1);
    return locations.get(names) ?? 0;
  };
  const parts = {
    1: types.map((type) => ({ 1: text(type), 2: text('count') })),
    2: samples.map(({ values, stack, labels = {} }) => ({
      1: stack.map(locationId),
      2: [...values],
      3: Object.entries(labels).map(([key, value]) => ({
        1: text(key),
        ...(typeof value === 'string' ? { 2: text(value) } : { 3: value }),
      })),
    })),
    3: [{ 1: 1, 5: text(binary), 6: text(buildId) }],
    4: [...locations].map(([names, id]) => ({
      1: id,
      3: 0x1000 + id,
      4: names.split('|').map((name) => ({ 1: functions.get(name) ?? 0, 2: 10 })),
    })),
    5: [...functions].map(([name, id]) => ({ 1: id, 2: text(name), 4: text(`${name}.go`), 5: 3 })),
  };
  return message({ ...parts, 6: [...strings.keys()], 9: timeNanos ?? 0, 10: durationNanos ?? 0 });
}
