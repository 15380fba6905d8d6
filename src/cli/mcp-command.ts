// The options of `parked mcp`.
import type { Command } from 'commander';
import { addConnectionOptions, credentialNotes } from './options/fetching.ts';
import type { McpOptions } from './options/mcp.ts';
import { collect, collectOne, parseCount } from './options/parse.ts';
import type { Terminal } from './terminal.ts';

const notes = `
The server speaks the Model Context Protocol over standard input and output, and ends
with its input; with --http over HTTP on loopback, until Ctrl-C. It reads nothing but pasted text until hosts and folders are allowed.
A host is a name, a wildcard (*.svc.cluster.local), an address or a range of addresses.
Credentials are sent to every host that is allowed, the token of --token-file to --grafana alone.
A service account with the role Viewer is enough for it. Over HTTP clients send
Authorization: Bearer TOKEN; the token is PARKED_MCP_TOKEN, else one that is printed.
${credentialNotes}

Examples:
  parked mcp --allow-host localhost --allow-dir .
  parked mcp --allow-host '*.internal' --bearer-file token.txt
  parked mcp --grafana https://grafana.example.com --token-file token.txt

Exit status: 0 the client has left, 2 wrong usage.`;

export function addMcpCommand(program: Command, terminal: Terminal, end: (status: number) => void): void {
  const command = program
    .command('mcp')
    .summary('serve agents over standard input and output (Model Context Protocol)')
    .description('Serves agents over standard input and output, by the Model Context Protocol.')
    .optionsGroup('What it may read:')
    .option('--allow-host <host>', 'targets on this host; may be repeated', collectOne)
    .option('--allow-dir <dir>', 'dumps and source files below this folder; may be repeated', collectOne)
    .option('--grafana <url>', 'ask data sources of Parked in this Grafana, which have history')
    .option('--token-file <file>', 'file with the token of a service account, for --grafana alone')
    .optionsGroup('Transport:')
    .option('--http <port>', 'serve HTTP on this port, or host:port, of loopback')
    .optionsGroup('Reading:')
    .option('--max-goroutines <n>', 'refuse debug=2 of a URL above this (default 1000; 0 lifts the bound)', parseCount)
    .option('--own-code <prefix>', 'module prefix of your own code', collect);
  addConnectionOptions(command)
    .addHelpText('after', notes)
    .action(async (options: McpOptions) => {
      const { runMcp } = await import('./mcp/serve.ts');
      end(await runMcp(options, terminal));
    });
}
