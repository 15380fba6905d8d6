// The options of `npm run demo --`.
import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly once: boolean;
  readonly recorded: boolean;
  /** Where the leaky service listens; 0 takes any free port. */
  readonly port: number;
  /** Whether the workbench is opened in a browser. */
  readonly open: boolean;
}

export const usage = `npm run demo -- [--once] [--recorded] [--port N] [--no-open]

Starts a leaky Go service (or, without Go, a recording of one) and the executable as Grafana does, asks the executable
as Grafana does, and shows which stacks leak until it is interrupted: here, and in the workbench, which it opens in the
browser.

  --once       end after one full round of at least three samples
  --recorded   show the recording even if Go is installed
  --port N     port of the service (default: any free one)
  --no-open    print the workbench's address only`;

/** Undefined: help was asked for. A text: a sentence about an option that cannot be understood. */
export function readOptions(args: readonly string[]): DemoOptions | string | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        recorded: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (values.help) return undefined;
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : NaN;
  if (!(port <= 65_535)) return `--port ${values.port} is no port: use a number from 0 to 65535.`;
  return { once: values.once, recorded: values.recorded, port, open: !values['no-open'] };
}
