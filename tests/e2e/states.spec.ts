// What each page says in each state of a service: no panel says less, or more, than is known. Quiet takes an hour of
// samples, so that no spec waits for it.
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { startScriptedTarget, type ScriptedTarget } from './support/scripted-target.ts';
import { callGrafana, mustCall, replaceDataSource } from './support/grafana.ts';
import { exploreUrl } from './support/queries.ts';
import { pluginId } from './support/surroundings.ts';

/** One a test: a data source that is made anew under its uid finds the history of the one before. */
let source = { uid: 'parked-e2e-states', name: 'States for specs', type: pluginId };
let sources = 0;
/** The sampler's pace, so that seconds are enough for a trend. */
const sampling = { interval: '1s' } as const;

const panel = (page: Page, title: string): Locator =>
  page
    .getByTestId(`data-testid Panel header ${title}`)
    .or(page.locator(`section[aria-label="${title} panel"]`))
    .first();

async function useTarget(counts: Readonly<Record<string, number>>, work: (target: ScriptedTarget) => Promise<void>) {
  const target = await startScriptedTarget(counts);
  source = { ...source, uid: `parked-e2e-states-${Date.now()}`, name: `States for specs ${++sources}` };
  try {
    const jsonData = { sampling, labels: { service: 'states' } };
    await replaceDataSource({ ...source, url: target.url, jsonData } as never);
    await mustCall('GET', `api/datasources/uid/${source.uid}/health`);
    await work(target);
  } finally {
    await callGrafana('DELETE', `api/datasources/uid/${source.uid}`);
    await target.close();
  }
}

const openPage = async (page: Page, uid: string, more = '') => {
  // Panels out of view are not drawn.
  await page.setViewportSize({ width: 1400, height: 1600 });
  await page.goto(`/d/${uid}?var-ds=${source.uid}&from=now-5m&to=now${more}`);
};

/** Until `isDone`, at most a minute. */
async function everySecond(work: (second: number) => void, isDone: () => Promise<boolean>): Promise<void> {
  for (let second = 1; second <= 60 && !(await isDone()); second++) {
    work(second);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function readVerdict(): Promise<string> {
  const queries = [{ refId: 'A', datasource: { uid: source.uid }, version: 1, queryType: 'verdict' }];
  return JSON.stringify(await mustCall('POST', 'api/ds/query', { from: 'now-5m', to: 'now', queries }));
}

/** At once, as a paste is: keys for so many lines would take a browser minutes. */
const paste = (box: Locator, text: string) =>
  box.evaluate((element, pasted) => {
    const area = element as unknown as { dispatchEvent(event: Event): void };
    const prototype = Object.getPrototypeOf(area) as object;
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(area, pasted);
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }, text);

test('fresh: the verdict is unknown, and no number pretends to be a verdict', async ({ page }) => {
  await useTarget({ work: 12 }, async () => {
    await openPage(page, 'parked-overview-alone');
    await expect(panel(page, 'Verdict')).toContainText('unknown');
    await expect(panel(page, 'Verdict')).not.toContainText('quiet');
    await expect(panel(page, 'Goroutines now')).toContainText('12');
    await expect(panel(page, 'Time left, at least')).toContainText('not known');
    await expect(panel(page, 'What leaks or rises')).toContainText('Nothing to show');
    await openPage(page, 'parked-fleet');
    await expect(panel(page, 'Cannot be read')).toContainText('0');
    await expect(panel(page, 'Targets')).toContainText('up');
  });
});

test('rising: it is said within a minute, with the stack, and leads to its card', async ({ page }) => {
  await useTarget({ work: 12, leak: 10 }, async (target) => {
    await everySecond(
      (second) => target.run({ work: 12, leak: 10 + 5 * second }),
      async () => (await readVerdict()).includes('rising'),
    );
    await openPage(page, 'parked-overview-alone');
    await expect(panel(page, 'Verdict')).toContainText('rising');
    const rises = panel(page, 'What leaks or rises');
    await expect(rises).toContainText('main.leak');
    await rises.getByText('main.leak').first().click();
    const card = panel(page, 'What it is, and what to do');
    await expect(card).toContainText('RISING');
    await expect(card).toContainText('What to change');
    await expect(card).toContainText('main.leak');
  });
});

test('target down: unknown with the reason, counted in red, and never calm', async ({ page }) => {
  await useTarget({ work: 12 }, async (target) => {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    target.fail();
    await everySecond(
      () => undefined,
      async () => /unknown/.test(await readVerdict()) && /503|read/.test(await readVerdict()),
    );
    await openPage(page, 'parked-fleet');
    await expect(panel(page, 'Cannot be read')).toContainText('1');
    await expect(panel(page, 'Targets')).toContainText('not readable');
    await openPage(page, 'parked-overview-alone');
    await expect(panel(page, 'Verdict')).toContainText('unknown');
    await expect(panel(page, 'Verdict')).not.toContainText('quiet');
  });
});

test('unknown service: panels say so, and the numbers on top say "not known"', async ({ page }) => {
  await useTarget({ work: 12 }, async () => {
    await openPage(page, 'parked-overview-alone', '&var-service=nobody');
    for (const title of ['Goroutines now', 'Growth a minute', 'Time left, at least']) {
      await expect(panel(page, title)).toContainText('not known');
    }
    await expect(panel(page, 'Verdict')).not.toContainText('quiet');
  });
});

test('no Prometheus: the verdict stands without it', async ({ page }) => {
  await useTarget({ work: 12 }, async () => {
    await openPage(page, 'parked-overview', '&var-prom=nobody');
    await expect(panel(page, 'Verdict')).toContainText('unknown');
    await expect(panel(page, 'Goroutines now')).toContainText('12');
  });
});

test('an empty table in Explore says why in itself', async ({ page }) => {
  await useTarget({ work: 12 }, async () => {
    await page.goto(exploreUrl('suspects', {}, source.uid));
    await expect(page.getByText('Nothing to show').first()).toBeVisible();
  });
});

test('a pasted dump does not become an address', async ({ page }) => {
  await page.goto(exploreUrl('stacks'));
  await page.getByRole('button', { name: 'Paste a dump' }).click();
  const dump = `goroutine 7 [chan send]:\nmain.produce(0x1)\n\t/src/main.go:21 +0x1\n\n`.repeat(2_000);
  await paste(page.getByRole('textbox', { name: 'Pasted dump' }), dump);
  await page.getByRole('button', { name: 'Run query' }).first().click();
  await expect(page.getByText('main.produce').first()).toBeVisible();
  expect(page.url().length).toBeLessThan(2_000);
});
