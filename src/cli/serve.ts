// `parked serve`: the same backend as in Grafana, with its own page. Ends on Ctrl-C or SIGTERM.
import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { createService, type PluginHandler } from '../backend/service.ts';
import { CommandFailure, exitStatus, usageFailure } from './exit-status.ts';
import { openBrowser } from './open-browser.ts';
import { neutralise } from '../report/plain-text.ts';
import type { ServeOptions } from './options/serve.ts';
import { openFiles } from './serve-files.ts';
import { receivePushes } from './serve-reception.ts';
import { defaultEveryMs, describeContext } from './serve-targets.ts';
import { completeSources, isUrl } from './source-url.ts';
import type { Terminal } from './terminal.ts';

interface ServeSurroundings {
  readonly terminal: Terminal;
  readonly version: string | undefined;
  /** Ends the command; default: the signals of this process. */
  readonly ending?: AbortSignal;
}

const defaultListen = '127.0.0.1:7272';

/** Resolves when it was told to end. Throws a CommandFailure if it cannot start. */
export async function runServe(
  words: readonly string[],
  given: ServeOptions,
  { terminal, version = 'development', ending = untilSignal(given.withParent ?? false) }: ServeSurroundings,
): Promise<number> {
  const sources = completeSources(words);
  const options = given.history === undefined ? given : { ...given, history: resolve(given.history) };
  const { host, port } = parseListen(options.listen ?? defaultListen);
  if (options.history !== undefined && !isBuiltin('node:sqlite')) {
    throw usageFailure(
      '--history needs Node.js 22.13 or later, or the executable: this Node.js has no SQLite for files. Without it samples are in memory.',
    );
  }
  const urls = sources.filter(isUrl);
  const context = await describeContext(urls, options);
  const files = await openFiles(sources.filter((source) => !isUrl(source)));
  const [{ loadAssets }, { listen }, { createFirstAnswers }, { awaitFirstVisit }] = await Promise.all([
    import('../backend/web/assets.ts'),
    import('../backend/web/listen.ts'),
    import('../backend/web/first-answers.ts'),
    import('../backend/web/first-visit.ts'),
  ]);
  const assets = await loadAssets();
  if (assets === undefined) {
    throw new CommandFailure(exitStatus.unreadable, 'This build of parked has no page in it. Build it: npm run build');
  }
  const tell = (error: unknown) => terminal.error(`parked: an error in parked itself: ${neutralise(String(error))}`);
  const reception =
    options.receive === undefined
      ? undefined
      : await receivePushes({ listen: parseListen(options.receive, '--receive'), context, onBug: tell });
  const visit = awaitFirstVisit(assets);
  let opened: Promise<PluginHandler> | undefined;
  const openService = () =>
    (opened ??= visit.over.then(() =>
      createService({
        version,
        inbox: reception?.inbox,
        inMemory: options.history === undefined,
        logger: { error: (_, facts) => tell(facts?.['error']) },
      }),
    ));
  const info = {
    version,
    live: urls.length > 0 || reception !== undefined,
    everyMs: options.every ?? defaultEveryMs,
    files: files.map(({ name, bytes }) => ({ name, bytes })),
  };
  const first = info.live ? createFirstAnswers(openService, context, urls.length) : undefined;
  try {
    const workbench = { openService, context, assets, files, info, first, onSent: visit.note };
    const page = await listen(workbench, { host, port, onBug: tell }).catch(refuse);
    if (page.moved) terminal.error(`parked: port ${port} is taken; listening on ${page.port} instead.`);
    await terminal.out(`${page.url}\n`);
    if (options.open && terminal.width !== undefined) openBrowser(page.url);
    // The browser starts in parallel.
    await openService();
    first?.begin();
    await ended(ending);
    await page.close();
  } finally {
    await reception?.close();
    await (await opened)?.close();
  }
  return exitStatus.fine;

  function refuse(error: unknown): never {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CommandFailure(exitStatus.unreadable, `--listen ${host}:${port}: it cannot be listened on (${code}).`);
  }
}

/** Reads `7272`, `:7272`, `host`, `host:7272`, `[::1]:7272`. */
function parseListen(text: string, option = '--listen'): { readonly host: string; readonly port: number } {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]*)(?::(\d{1,5}))?$/.exec(text);
  const isPort = /^\d{1,5}$/.test(text);
  const host = isPort ? '' : (parts?.[1] ?? '');
  const port = Number(isPort ? text : (parts?.[2] ?? 7272));
  if ((parts === null && !isPort) || port > 65_535) {
    throw usageFailure(`${option}: write host:port, such as 127.0.0.1:7272 or 0.0.0.0:7272.`);
  }
  return { host: host === '' ? '127.0.0.1' : host, port };
}

/** How often the parent process is checked. */
const parentCheckMs = 500;

function untilSignal(withParent: boolean): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  const parent = process.ppid;
  // Orphans may go to a reaper other than process 1, so the parent is compared with the one at the start.
  const isOrphan = () => process.ppid !== parent;
  if (withParent) setInterval(() => isOrphan() && controller.abort(), parentCheckMs).unref();
  return controller.signal;
}

function ended(ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ending.aborted) return resolve();
    ending.addEventListener('abort', () => resolve(), { once: true });
  });
}
