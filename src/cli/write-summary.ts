// Writes Markdown to a file besides the output, such as the summary of a build.
import { appendFile } from 'node:fs/promises';
import { CommandFailure, exitStatus } from './exit-status.ts';
import type { OutputOptions } from './options/output.ts';

/** Throws a CommandFailure for a file that cannot be written. */
export async function appendSummary({ summary }: OutputOptions, write: () => string): Promise<void> {
  if (summary === undefined) return;
  try {
    await appendFile(summary, write());
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CommandFailure(exitStatus.unreadable, `--summary: ${summary} cannot be written (${code}).`);
  }
}
