// The options for URLs: what to fetch, and with which credentials.
import type { Command } from 'commander';
import { Option } from 'commander';
import { usageFailure } from '../exit-status.ts';
import { isUrl } from '../source-url.ts';
import { collectOne, parseCount, parseTime } from './parse.ts';
import type { SelectionOptions } from './selection.ts';

export interface ConnectionOptions {
  readonly user?: string;
  readonly bearerFile?: string;
  readonly header?: readonly string[];
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecure?: true;
  readonly timeout?: number;
}

export interface FetchOptions extends ConnectionOptions {
  readonly profile?: 'goroutine' | 'goroutineleak';
  readonly dump?: true;
  readonly maxGoroutines?: number;
}

export function addFetchOptions(command: Command): Command {
  command
    .optionsGroup('URLs:')
    .addOption(new Option('--profile <kind>', 'which profile to fetch').choices(['goroutine', 'goroutineleak']))
    .option('--dump', 'fetch debug=2: knows creators and waits, and stops the program while it is written')
    .option('--max-goroutines <n>', 'refuse --dump above this (default 1000; 0 lifts the bound)', parseCount);
  return addConnectionOptions(command);
}

/** How to reach targets, and with which credentials. */
export function addConnectionOptions(command: Command): Command {
  return command
    .option('--user <name[:password]>', 'basic authentication')
    .option('--bearer-file <file>', 'file with a bearer token')
    .option('--header <"Name: value">', 'header to send along', collectOne)
    .option('--ca <file>', 'PEM of the certificate authority')
    .option('--cert <file>', 'PEM of a client certificate')
    .option('--key <file>', "PEM of the client certificate's key")
    .option('--server-name <name>', 'name to expect in the certificate')
    .option('--insecure', 'do not check the certificate')
    .option('--timeout <duration>', 'longest fetch', parseTime);
}

/** What the help of every command says about sources and credentials. */
export const credentialNotes = `
A password is asked from PARKED_PASSWORD when --user names none, a bearer token
from PARKED_BEARER_TOKEN when there is no --bearer-file.`;

/** Throws a CommandFailure for sources that cannot be read with these options. */
export function checkSources(sources: readonly string[], options: FetchOptions & SelectionOptions): void {
  if (sources.filter((source) => source === '-').length > 1) throw usageFailure('Standard input (-) can be read once.');
  const wantsDump =
    options.creator !== undefined ? '--creator' : options.minWait !== undefined ? '--min-wait' : undefined;
  const urls = sources.filter(isUrl);
  const dumped = options.dump || urls.every((url) => /[?&]debug=2\b/.test(url));
  if (wantsDump !== undefined && !dumped) {
    throw usageFailure(`${wantsDump} needs --dump: only debug=2 knows creators and waits.`);
  }
}
