// `npm run demo`: the whole line, from a leaking Go service through the executable that Grafana starts to a ranked
// view.
import type { DataSource } from '../tests/support/grafana-request.ts';
import { startPlugin } from '../tests/support/plugin-host.ts';
import { buildExecutable, executablePath } from './demo/executable.ts';
import { beginLife } from './demo/life.ts';
import { readOptions, usage } from './demo/options.ts';
import { freshnessMs, runRounds } from './demo/rounds.ts';
import { openScreen } from './demo/screen.ts';
import { startService } from './demo/service.ts';
import { startWorkbench } from './demo/workbench.ts';
import { openBrowser } from '../src/cli/open-browser.ts';

const options = readOptions(process.argv.slice(2));
if (options === undefined) {
  console.log(usage);
  process.exit(0);
}
if (typeof options === 'string') {
  console.error(`${options}\n\n${usage}`);
  process.exit(2);
}

const life = beginLife();
const screen = openScreen(process.stdout, process.env);
const closers: (() => Promise<unknown>)[] = [];
let status = 0;
try {
  await runDemo(options);
} catch (error) {
  if (!life.ending.aborted) {
    status = 1;
    console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  }
}
for (const close of closers.reverse()) await close();
process.exit(status);

async function runDemo({ once, recorded, port, open }: Exclude<typeof options, string | undefined>): Promise<void> {
  const failed = await buildExecutable(life.ending);
  life.ending.throwIfAborted();
  if (failed !== undefined) throw new Error(failed);

  const service = await startService({ recorded, port, onProgress: screen.say, ending: life.ending });
  closers.push(() => service.close());
  if (service.child !== undefined) life.guard(service.child);
  screen.say(`✓ showing ${service.title}`);
  screen.say(`  ${service.url}`);

  const plugin = await startPlugin(executablePath());
  closers.push(() => plugin.stop());
  life.guard(plugin);
  screen.say(`✓ started the executable as Grafana does (handshake after ${Math.round(plugin.handshakeMs)} ms)`);
  const source: DataSource = {
    uid: 'demo',
    name: 'Goroutines',
    url: service.url,
    jsonData: {},
    lastUpdatedMs: Date.now(),
  };
  const health = await plugin.checkHealth(source);
  if (!health.ok) throw new Error(`Save & test failed: ${health.message}`);
  screen.say(`✓ Save & test: ${health.message}`);
  if (!once) {
    const workbench = await startWorkbench(executablePath(), service.url);
    closers.push(() => workbench.close());
    life.guard(workbench.child);
    screen.say(`✓ the workbench shows it in the browser: ${workbench.url}`);
    if (open && process.stdout.isTTY === true) openBrowser(workbench.url);
  }

  await Promise.race([
    service.failed,
    runRounds({ plugin, source, screen, once, freshnessMs, ending: life.ending, remark: service.remark }),
    plugin.ended.then(() => {
      const words = plugin.logLines.slice(-3).join('\n');
      throw new Error(
        `The executable has ended by itself${words === '' ? ', without a word.' : `. It last said:\n${words}`}`,
      );
    }),
  ]);
  screen.leave();
  screen.say('');
  screen.say('Next: look at a process of your own with  node bin/parked.mjs serve http://localhost:6060');
  screen.say('      or add Parked to Grafana as README.md says, and draw and alert on the same queries there.');
}
