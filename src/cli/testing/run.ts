// Runs the command line as a person does, with a terminal that records its output.
import { runCommandLine } from '../main.ts';

export interface Run {
  readonly status: number;
  readonly out: string;
  readonly error: string;
  readonly progress: readonly string[];
  /** Progress lines for logs. */
  readonly milestones: readonly string[];
}

interface TerminalStyle {
  readonly colour?: boolean;
  readonly width?: number;
}

export async function run(argv: readonly string[], style: TerminalStyle = {}): Promise<Run> {
  const out: string[] = [];
  const error: string[] = [];
  const progress: string[] = [];
  const milestones: string[] = [];
  const status = await runCommandLine(argv, {
    version: '1.2.3',
    terminal: {
      out: async (text) => void out.push(text),
      error: (text) => void error.push(text),
      progress: (text) => void progress.push(text),
      milestone: (text) => void milestones.push(text),
      version: '1.2.3',
      colour: style.colour ?? false,
      width: style.width,
    },
  });
  return { status, out: out.join(''), error: error.join('\n'), progress, milestones };
}
