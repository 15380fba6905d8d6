// Pictures of the page in both themes and two sizes. What a machine can see wrong in them fails; the pictures lie in
// build/pictures for people to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { startScriptedTarget, type ScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { projectDir } from '../../scripts/lib/steps.ts';
import { describeInChromium, launchChromium } from './support/chromium.ts';
import { leakyParts, writeDump } from './support/dump-text.ts';
import { listFaults } from './support/faults.ts';
import { eventually, repeatUntil } from './support/eventually.ts';
import { appears, dropFile } from './support/in-page.ts';
import { startWorkbench, type RunningWorkbench } from './support/workbench.ts';

const folder = join(projectDir, 'build/pictures');
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const;

// Browsers take their time on a machine that does other things as well.
jest.setTimeout(240_000);

describeInChromium('pictures of the workbench', () => {
  let targets: readonly ScriptedTarget[];
  let workbench: RunningWorkbench;
  /** Its process has ended. */
  let unanswered: RunningWorkbench;
  let browser: Browser;
  let growing: ReturnType<typeof setInterval>;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    targets = await Promise.all([startScriptedTarget({ pool: 40 }), startScriptedTarget({ pool: 8 })]);
    let leak = 10;
    const long = 'go.etcd.io/etcd/server/v3/etcdserver/api/rafthttp.startStreamWriter.func1';
    growing = setInterval(() => targets[0]?.run({ leak: (leak += 5), pool: 40, [long]: 12 }), 300);
    const gone = await startScriptedTarget({ pool: 1 });
    await gone.close();
    [workbench, unanswered, browser] = await Promise.all([
      startWorkbench([...targets.map(({ url }) => url), '--every', '1s']),
      startWorkbench([gone.url]),
      launchChromium(),
    ]);
  }, 180_000);

  afterAll(async () => {
    clearInterval(growing);
    await browser?.close();
    await Promise.all([workbench?.interrupt(), unanswered?.interrupt()]);
    await Promise.all(targets?.map(async (target) => target.close()) ?? []);
  }, 120_000);

  const scenes: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    suspects: async (page) => page.getByRole('table', { name: 'Suspects' }).getByText('main.leak').first().waitFor(),
    stack: async (page) => {
      await page.keyboard.press('2');
      await page.getByRole('table', { name: 'All stacks' }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('list', { name: /Frames/ }).waitFor();
      await page.getByText('In Go, before and after').waitFor();
      await page.getByRole('heading', { name: 'Trend' }).waitFor();
      await page
        .getByRole('article')
        .getByRole('application', { name: /Flame graph/ })
        .waitFor();
    },
    flame: async (page) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('3');
      await page.getByRole('application', { name: /Flame graph/ }).waitFor();
    },
    comparison: async (page) => {
      await page.keyboard.press('1');
      await page.getByRole('region', { name: /Charts/ }).focus();
      // A slow machine may have drawn too few samples yet to mark two of them.
      await repeatUntil(
        async () => {
          for (const key of ['Escape', 'ArrowLeft', 'Enter', 'Shift+ArrowLeft', 'Enter'])
            await page.keyboard.press(key);
        },
        () => appears(page.getByRole('table', { name: 'Changes' })),
      );
    },
    difference: async (page) => {
      const comparison = page.getByRole('region', { name: 'Comparison' });
      await comparison.getByRole('button', { name: 'Flame graph' }).click();
      await comparison.getByRole('application', { name: /Flame graph/ }).waitFor();
    },
    keys: async (page) => {
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    },
    dump: async (page) => {
      await page.keyboard.press('Escape');
      await dropFile(page, 'crash.txt', writeDump(leakyParts));
      await page.locator('.summary').waitFor();
      await page.getByRole('table', { name: 'Suspects' }).getByText('proven').waitFor();
    },
    unreadable: async (page) => {
      await dropFile(page, 'holiday.txt', 'Dear diary, today the sun shone all day long.');
      await page.getByText(/holiday\.txt cannot be read/).waitFor();
    },
    unanswered: async (page) => {
      await page.goto(unanswered.url);
      await page
        .getByText(/could not be read|refused/)
        .first()
        .waitFor();
      await page.getByText('Nothing to show yet').waitFor();
    },
  };

  const looks = (['light', 'dark'] as const).flatMap((theme) =>
    (['wide', 'narrow'] as const).map((size) => [theme, size] as const),
  );

  test.each(looks)('nothing is cut, empty or outside the window: %s, %s', async (theme, size) => {
    const context = await browser.newContext({ colorScheme: theme, viewport: sizes[size] });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(workbench.url);
    const faults: Record<string, readonly string[]> = {};
    for (const [scene, show] of Object.entries(scenes)) {
      await show(page);
      await eventually(() => page.locator('.loading, .waiting').count(), 0);
      // A dialog covers the window, not the page.
      const options = { animations: 'disabled', fullPage: scene !== 'keys' } as const;
      await page.screenshot({ ...options, path: join(folder, `${scene}-${theme}-${size}.png`) });
      const found = await listFaults(page);
      if (found.length > 0) faults[scene] = found;
    }
    expect(faults).toEqual({});
    await context.close();
  });

  test('the checks see what is wrong', async () => {
    const page = await browser.newPage({ viewport: sizes.narrow });
    await page.setContent(`<!doctype html><body style="margin: 0"><p style="overflow: hidden; width: 40px; white-space: nowrap">far too long a line</p>
      <p style="overflow: hidden; text-overflow: ellipsis; width: 40px; white-space: nowrap">another line without a title</p>
      <p style="position: absolute; left: 380px; white-space: nowrap">it leaves the window</p><canvas></canvas></body>`);
    const faults = (await listFaults(page)).join('\n');
    for (const word of ['wider', 'Cut', 'Shortened', 'Outside', 'Empty']) expect(faults).toContain(word);
    await page.close();
  });
});
