// Where the command writes: standard output for the answer, standard error for the rest.

export interface Terminal {
  readonly out: (text: string) => Promise<void>;
  readonly error: (text: string) => void;
  /** Shown only where standard error is a terminal, each over the one before; empty text wipes it. */
  readonly progress: (text: string) => void;
  /** A line on standard error where it is no terminal: progress for logs. */
  readonly milestone: (text: string) => void;
  /** Of Parked itself, for documents that name who wrote them. */
  readonly version: string;
  readonly colour: boolean;
  /** Undefined where standard output is no terminal, or one that does not say. */
  readonly width: number | undefined;
}

const wipe = '\r\u001b[K';

/** The terminal the process was started in. `NO_COLOR` (any text but none) turns colours off. */
export function openTerminal(version = 'development'): Terminal {
  const { stdout, stderr, env } = process;
  const interactive = stderr.isTTY === true;
  let shown = false;
  // Every write hears of its own failure; the event that follows it would end the process.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  const progress = (text: string) => {
    if (!interactive || (!shown && text === '')) return;
    stderr.write(wipe + text);
    shown = text !== '';
  };
  return {
    out: (text) => {
      progress('');
      return writeAll(stdout, text);
    },
    error: (text) => {
      progress('');
      stderr.write(`${text}\n`);
    },
    progress,
    version,
    milestone: (text) => {
      if (!interactive) stderr.write(`${text}\n`);
    },
    colour: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    width: stdout.isTTY === true ? stdout.columns || undefined : undefined,
  };
}

/** Settles once all is handed over. A reader that has left (`parked report … | head`) is no error. */
function writeAll(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error?: NodeJS.ErrnoException | null) => {
      if (error && error.code !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}
