// Standard output belongs to the handshake alone, standard error to log lines. Both are written at once and whole:
// a buffered line would be lost when the process ends, and a torn one would not be JSON.
import { writeSync } from 'node:fs';
import type { Logger } from '../log/logger.ts';

const standardOutput = 1;
const standardError = 2;
/** A reader that is this slow is stuck; the rest of the line is dropped rather than our work. */
const maxWaitMs = 100;

export function printLine(line: string): void {
  writeWhole(standardOutput, `${line}\n`);
}

/** Writes log lines. @param onGone told when nobody reads them any more */
export function createLogWriter(onGone: () => void): (line: string) => void {
  return (line) => {
    try {
      writeWhole(standardError, line);
    } catch (error) {
      if (isCode(error, 'EPIPE')) onGone();
    }
  };
}

/** Makes whatever else would print, a library or a forgotten line, a log line. */
export function captureConsole(logger: Logger): void {
  const capture =
    (level: keyof Logger) =>
    (...values: unknown[]): void =>
      logger[level]('Printed', { values });
  Object.assign(console, {
    log: capture('info'),
    info: capture('info'),
    debug: capture('debug'),
    trace: capture('debug'),
    warn: capture('warn'),
    error: capture('error'),
  });
  process.stdout.write = (text: string | Uint8Array): boolean => {
    logger.info('Printed', { values: [typeof text === 'string' ? text : Buffer.from(text).toString()] });
    return true;
  };
  process.removeAllListeners('warning');
  process.on('warning', (warning) => logger.warn('The runtime warned.', { warning }));
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  const giveUpAt = performance.now() + maxWaitMs;
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if (!isCode(error, 'EAGAIN') || performance.now() > giveUpAt) throw error;
      sleep(1);
    }
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
