// Standard output is reserved for the handshake, standard error for log lines. Both are written synchronously and
// completely: a buffered line would be lost at exit, and a partial one would not be valid JSON.
import { writeSync } from 'node:fs';
import type { Logger } from '../log/logger.ts';

const standardOutput = 1;
const standardError = 2;
/** After this time the reader counts as stuck, and the rest of the line is dropped. */
const maxWaitMs = 100;

export function printLine(line: string): void {
  writeWhole(standardOutput, `${line}\n`);
}

/** Writes log lines. @param onGone called when nothing reads them any more */
export function createLogWriter(onGone: () => void): (line: string) => void {
  return (line) => {
    try {
      writeWhole(standardError, line);
    } catch (error) {
      if (isCode(error, 'EPIPE')) onGone();
    }
  };
}

/** Turns all other console output, such as a library's, into log lines. */
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
