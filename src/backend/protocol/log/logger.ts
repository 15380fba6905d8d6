// Writes log lines in the format of Grafana's plugin host: one JSON object per line on standard error.
import { formatLine, logLevels, type LogContext, type LogLevel } from './log-line.ts';
import type { Redact } from './safe-text.ts';

/** The logger as other rooms use it. */
export interface Logger {
  debug(message: string, context?: LogContext): void;
  info(message: string, context?: LogContext): void;
  warn(message: string, context?: LogContext): void;
  error(message: string, context?: LogContext): void;
}

interface LogSink {
  /** Receives a line with its line end. */
  readonly write: (line: string) => void;
  readonly now: () => Date;
  /** Lines below this level are dropped. */
  readonly level: LogLevel;
  /** Removes secrets from every text before it is written. */
  readonly redact: Redact;
}

export function createLogger(sink: LogSink): Logger {
  const log = (level: LogLevel, message: string, context: LogContext = {}): void => {
    if (logLevels.indexOf(level) < logLevels.indexOf(sink.level)) return;
    sink.write(formatLine(level, message, context, sink.now(), sink.redact));
  };
  return {
    debug: (message, context) => log('debug', message, context),
    info: (message, context) => log('info', message, context),
    warn: (message, context) => log('warn', message, context),
    error: (message, context) => log('error', message, context),
  };
}

/** The named level, or `info` for any other text. */
export function readLogLevel(text: string | undefined): LogLevel {
  return logLevels.find((level) => level === text?.toLowerCase()) ?? 'info';
}
