// The built plugin in a real browser, hosted by the packages and the React of one release.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { queryTypes } from '../../src/core/query/model.ts';
import type { Screen, Written } from '../../tests/grafana/host/api.ts';
import { launchChromium } from '../../tests/workbench/support/browser.ts';
import type { Bundle } from './bundle.ts';
import { makeHostPage } from './host-page.ts';
import type { Release } from './releases.ts';
import { addUp } from './result.ts';
import type { Result } from './result.ts';
import { listScenes } from './screens.ts';
import { serve } from './serve.ts';
import type { Call, Stage } from './stage.ts';
import { uses } from './uses.ts';

/** Long enough for a loaded machine. */
const timeoutMs = 30_000;
const module = '/public/plugins/parked-goroutines-datasource/module.js';

/**
 * Warnings that Grafana's own components print in development builds with any plugin: in 12.x every list with visible
 * options.
 */
const ofGrafana = [/^Passing "disabled" as an argument to getItemProps is not supported anymore/];

export interface Seen {
  /** Names that the plugin takes from Grafana. */
  readonly imports: Result;
  readonly screens: Result;
}

export async function tryInBrowser(release: Release, bundle: Bundle): Promise<Seen> {
  const host = await makeHostPage(release);
  const server = await serve({ '/host/': host, '/public/plugins/parked-goroutines-datasource/': bundle.folder });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.setDefaultTimeout(timeoutMs);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
    page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
    page.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`);
    });
    page.on('console', (message) => {
      const isComplaint = message.type() === 'error' || message.type() === 'warning';
      if (isComplaint && !ofGrafana.some((known) => known.test(message.text()))) complaints.push(message.text());
    });
    await page.goto(`${server.url}/host/index.html`);
    await page.waitForFunction('window.host !== undefined').catch((error: unknown) => {
      throw new Error(`The page that hosts the plugin did not start: ${complaints.join('\n')}`, { cause: error });
    });
    const call: Call = (name, ...args) =>
      page.evaluate(`window.host[${JSON.stringify(name)}](...${JSON.stringify(args)})`);
    const stage: Stage = {
      page,
      call,
      show: (screen) => call('show', screen),
      read: (judge) => readUntil(call, judge),
    };

    const missing = await call('listMissing', bundle.taken);
    const taken = Object.values(bundle.taken).reduce((sum, names) => sum + names.length, 0);
    const imports = { passed: taken - missing.length, failures: missing.map((name) => `not there: ${name}`) };

    const attempt = async (name: string, work: () => Promise<void>): Promise<Result> => {
      try {
        await work();
      } catch (error) {
        complaints.push(String(error));
      }
      const heard = complaints.splice(0);
      return heard.length === 0
        ? { passed: 1, failures: [] }
        : { passed: 0, failures: [`${name}:\n${heard.join('\n')}`] };
    };
    const results = [await attempt('loading module.js', () => call('load', module))];
    for (const { name, screen, shows, folds } of listScenes()) {
      results.push(await attempt(name, () => play(stage, screen, shows, folds)));
    }
    for (const [name, use] of Object.entries(uses)) results.push(await attempt(name, () => use(stage)));
    for (const queryType of queryTypes) {
      results.push(await attempt(`answer to ${queryType}`, () => ask(call, queryType)));
    }
    return { imports, screens: addUp(results) };
  } finally {
    await browser.close();
    server.close();
  }
}

async function play({ page, show }: Stage, screen: Screen, shows: string, folds: string | undefined): Promise<void> {
  await show(screen);
  await page.locator(shows).first().waitFor();
  if (folds !== undefined) {
    const closed = page.locator(`:is(${folds})[aria-expanded="false"]`);
    while ((await closed.count()) > 0) await closed.first().click();
  }
  // Asynchronous content: lists from the backend, the check of the query.
  await page.waitForLoadState('networkidle');
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

async function readUntil(call: Call, judge: (written: Written) => void): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return judge(await call('read'));
    } catch (error) {
      if (performance.now() > endMs) throw error;
    }
    await sleep(50);
  }
}

async function ask(call: Call, queryType: string): Promise<void> {
  const query = { version: 1, queryType, targets: [{ label: 'service', op: '=', value: '$service' }] };
  for (const app of ['panel-editor', 'explore']) {
    const fields = await call('ask', { ...query, function: 'main.work' }, app);
    if (!fields.includes('count')) throw new Error(`In ${app} came ${fields.join(', ') || 'nothing'}.`);
  }
}
