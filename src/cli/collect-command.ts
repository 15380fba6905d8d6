// The options of `parked collect`.
import type { Command } from 'commander';
import type { CollectOptions } from './options/collect.ts';
import { collect } from './options/parse.ts';
import type { Terminal } from './terminal.ts';

const notes = `
FILE is YAML or JSON with the settings of a data source: targets, discovery, sampling,
history and the rest, and secrets under "secure", as $__file{/path} or \${VARIABLE}.
docs/collect.md describes each key. Beyond loopback, --receive takes pushes with a secret
alone: secure.receive of FILE, or PARKED_RECEIVE_SECRET.

  SIGHUP            reads FILE again; a broken one changes nothing
  SIGTERM, SIGINT   ends, after what waits has been written (5 s at most)

Examples:
  parked collect --config parked.yaml
  parked collect --config parked.yaml --shard 2/8 --listen 0.0.0.0:9464
  parked collect --receive 127.0.0.1:4040 --watch /var/lib/profiles

Exit status: 0 ended as asked, 1 FILE or the address cannot be used, 2 wrong usage or settings.`;

export function addCollectCommand(program: Command, terminal: Terminal, end: (status: number) => void): void {
  program
    .command('collect')
    .summary('sample targets without Grafana, and export their series')
    .description('Samples targets and exports their series, at /metrics and by remote write.')
    .option('--config <file>', 'settings, as YAML or JSON; needed unless profiles are received or a folder is watched')
    .option('--receive <host:port>', "take profiles that Alloy's pyroscope.write and Pyroscope's SDKs push")
    .option('--watch <folder>', 'take profiles that others drop there; its folders name targets', collect)
    .option('--listen <host:port>', 'where /metrics, /-/healthy and /-/ready are served (default 127.0.0.1:9464)')
    .option('--shard <k/n>', 'sample only the k-th of n parts of the targets')
    .option('--check', 'check the settings, say what is wrong with them, and end')
    .addHelpText('after', notes)
    .action(async (options: CollectOptions) => {
      const { runCollect } = await import('./collect.ts');
      end(await runCollect(options, terminal));
    });
}
