// Exit statuses of the command, for scripts.

export const exitStatus = {
  fine: 0,
  /** A source could not be read. */
  unreadable: 1,
  /** The command line is invalid. */
  usage: 2,
  /** `--fail-on` or `--fail-on-growth` found what it looks for. */
  found: 3,
} as const;

/** Ends a command early. The message goes to standard error, the status to the shell. */
export class CommandFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'CommandFailure';
    this.status = status;
  }
}

/** The failure for an invalid command line. */
export function usageFailure(message: string): CommandFailure {
  return new CommandFailure(exitStatus.usage, message);
}
