// Settings about the target's process: its memory limit, and the metric that counts its requests.
import * as v from 'valibot';
import { succeed, type Result } from '../problem.ts';
import { amount, definePart, text } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { parseSize } from './settings-size.ts';

interface ProcessSettings {
  /** Undefined means the target's `go_gc_gomemlimit_bytes`, where it is exported. */
  readonly memoryLimitBytes: number | undefined;
  readonly goroutineLimit: number | undefined;
  /** Undefined means the first usual metric that is present. */
  readonly requestMetric: string | undefined;
}

/** Forms save an empty text for "no value". */
export const processPart = definePart({
  entries: {
    memoryLimit: v.nullish(amount),
    goroutineLimit: v.nullish(v.union([v.string(), v.number()], 'must be a number.')),
    requestMetric: v.nullish(text),
  },
  read(values): Result<ProcessSettings> {
    const { memoryLimit = '', goroutineLimit = '', requestMetric = '' } = values;
    const bytes = isUnset(memoryLimit) ? undefined : parseSize(memoryLimit);
    if (!isUnset(memoryLimit) && (bytes === undefined || bytes < 1)) {
      return failSetting('memoryLimit', 'memoryLimit must be a size, such as "512MiB" or a number of bytes.');
    }
    const goroutines = isUnset(goroutineLimit) ? undefined : Number(goroutineLimit);
    if (goroutines !== undefined && (!Number.isSafeInteger(goroutines) || goroutines < 1)) {
      return failSetting('goroutineLimit', 'goroutineLimit must be a whole number of at least 1, such as 10000.');
    }
    if (!isUnset(requestMetric) && !/^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/.test(requestMetric)) {
      return failSetting(
        'requestMetric',
        'requestMetric must be the name of a counter, such as http_requests_total, without labels.',
      );
    }
    return succeed({
      memoryLimitBytes: bytes,
      goroutineLimit: goroutines,
      requestMetric: isUnset(requestMetric) ? undefined : requestMetric,
    });
  },
});

function isUnset(value: string | number | null): value is '' | null {
  return value === null || value === '';
}
