// How the command ends, for scripts.

export const exitStatus = {
  fine: 0,
  /** A source could not be read. */
  unreadable: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** `--fail-on` or `--fail-on-growth` found what it was told to look for. */
  found: 3,
} as const;

/** Ends a command early: the message goes to standard error, the status to the shell. */
export class CommandFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'CommandFailure';
    this.status = status;
  }
}

/** What was asked for makes no sense. */
export function usageFailure(message: string): CommandFailure {
  return new CommandFailure(exitStatus.usage, message);
}
