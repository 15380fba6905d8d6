// Formats one log line. The host's reader assumes that `@message`, `@level` and `@timestamp` are strings and crashes on
// anything else, so every possible value must be handled.
import { describeValue } from './describe-value.ts';
import type { Redact } from './safe-text.ts';
import { makeSafeText } from './safe-text.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Any values that help to understand a message. Values without a JSON form are described. */
export type LogContext = Readonly<Record<string, unknown>>;

/** The host splits lines at 64 KiB into pieces that are not valid JSON. */
export const maxLineBytes = 32 * 1024;
const maxMessageLength = 4 * 1024;

/** Formats a message as a line with its line end. Never throws. */
export function formatLine(level: LogLevel, message: string, context: LogContext, now: Date, redact: Redact): string {
  // Callers are typed, but a wrong value would crash the host.
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

/** Six decimal digits of the second, as the host requires. The clock provides three. */
function formatTimestamp(now: Date): string {
  const time = Number.isNaN(now.getTime()) ? new Date(0) : now;
  return time.toISOString().replace('Z', '000Z');
}
