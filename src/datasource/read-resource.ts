// Reads the answers of resource calls. The backend may have another version than the page, so missing fields must not
// break a form.

/** A name with its number of goroutines, if known. */
export interface CountedName {
  readonly name: string;
  readonly count: number | undefined;
}

/** A current stack. */
export interface StackName {
  readonly fingerprint: string;
  readonly function: string;
  readonly state: string;
  readonly count: number;
}

export function readKey(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

export function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `"a"`, or `{ [field]: "a", count: 3 }` */
export function readCounted(value: unknown, field: string): CountedName | undefined {
  const name = readText(value) ?? readText(readKey(value, field));
  return name === undefined ? undefined : { name, count: readNumber(readKey(value, 'count')) };
}

export function readStack(value: unknown): StackName | undefined {
  const fingerprint = readText(readKey(value, 'fingerprint'));
  if (fingerprint === undefined) return undefined;
  return {
    fingerprint,
    function: readText(readKey(value, 'function')) ?? '',
    state: readText(readKey(value, 'state')) ?? '',
    count: readNumber(readKey(value, 'count')) ?? 0,
  };
}

export function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** A failed resource call carries the backend's answer in `data`. */
export function describeFailure(error: unknown): string {
  const data =
    typeof error === 'object' && error !== null ? (error as { data?: { message?: unknown } }).data : undefined;
  if (typeof data?.message === 'string') return data.message;
  return error instanceof Error ? error.message : 'The backend gave no reason.';
}
