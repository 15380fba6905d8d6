// The outputs of the command: standard output for the answer, standard error for everything else.

export interface Terminal {
  readonly out: (text: string) => Promise<void>;
  readonly error: (text: string) => void;
  /** Shown only if standard error is a terminal. Each text replaces the one before; an empty text clears it. */
  readonly progress: (text: string) => void;
  /** Writes a line to standard error if it is not a terminal. This is progress for logs. */
  readonly milestone: (text: string) => void;
  /** Version of Parked, for documents that name their producer. */
  readonly version: string;
  readonly colour: boolean;
  /** Columns; undefined if standard output is not a terminal, or if the terminal does not report them. */
  readonly width: number | undefined;
}

const wipe = '\r\u001b[K';

/** The terminal of the process. A non-empty `NO_COLOR` turns colours off. */
export function openTerminal(version = 'development'): Terminal {
  const { stdout, stderr, env } = process;
  const interactive = stderr.isTTY === true;
  let shown = false;
  // Every write reports its own failure. The event that follows would end the process.
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

/** Resolves once everything is written. A reader that has left (`parked report … | head`) is not an error. */
function writeAll(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error?: NodeJS.ErrnoException | null) => {
      if (error && error.code !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}
