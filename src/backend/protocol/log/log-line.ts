// One log line. The host's reader takes `@message`, `@level` and `@timestamp` for strings without looking and dies of
// anything else, in a goroutine that nothing recovers, so this file must be right for every value there is.
import { describeValue } from './describe-value.ts';
import type { Redact } from './safe-text.ts';
import { makeSafeText } from './safe-text.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Whatever helps to understand a line. Any value will do; what cannot be said in JSON is described. */
export type LogContext = Readonly<Record<string, unknown>>;

/** The host cuts lines at 64 KiB into pieces that are no longer JSON. */
export const maxLineBytes = 32 * 1024;
const maxMessageLength = 4 * 1024;

/** The line for one message, with its end. Never throws. */
export function formatLine(level: LogLevel, message: string, context: LogContext, now: Date, redact: Redact): string {
  // Callers are typed, yet a wrong value here would bring the host down.
  const said: unknown = message;
  const spoken = typeof said === 'string' ? said : JSON.stringify(describeValue(said, redact));
  const text = makeSafeText(spoken, maxMessageLength, redact);
  const head = { '@level': level, '@message': text, '@timestamp': formatTimestamp(now) };
  const line = `${JSON.stringify({ ...describeContext(context, redact), ...head })}\n`;
  if (Buffer.byteLength(line) <= maxLineBytes) return line;
  const omitted = `${Buffer.byteLength(line)} bytes of context, more than a line of ${maxLineBytes} bytes holds`;
  return `${JSON.stringify({ omitted, ...head })}\n`;
}

function describeContext(context: LogContext, redact: Redact): object {
  const described = describeValue(context, redact);
  return typeof described === 'object' && described !== null && !Array.isArray(described)
    ? described
    : { context: described };
}

/** Six digits of a second, as the host's layout demands; a clock has three. */
function formatTimestamp(now: Date): string {
  const time = Number.isNaN(now.getTime()) ? new Date(0) : now;
  return time.toISOString().replace('Z', '000Z');
}
