// Dumps in the page: read in the browser, whatever their size.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { describeInChromium, launchChromium } from './support/chromium.ts';
import { eventually } from './support/eventually.ts';
import { countProgressFrames, dropFile, watchFrames } from './support/in-page.ts';
import { leakyParts, writeDump, writeLargeDump } from './support/dump-text.ts';
import { startWorkbench, type RunningWorkbench } from './support/workbench.ts';

const MiB = 1024 * 1024;
const hostile = 'evil.com/<script>alert`1`</script>.(*T).Run';

// Browsers take their time on a machine that does other things as well.
jest.setTimeout(240_000);

describeInChromium('dumps in the workbench', () => {
  let folder: string;
  let workbench: RunningWorkbench;
  let browser: Browser;
  let page: Page;

  const put = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parked-workbench-'));
    const named = put('named.txt', writeDump(leakyParts));
    [workbench, browser] = await Promise.all([startWorkbench([named]), launchChromium()]);
  }, 180_000);

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(workbench.url);
    await page.getByRole('heading', { name: 'Goroutines' }).waitFor();
  });
  afterEach(() => page.close());

  afterAll(async () => {
    await browser?.close();
    await workbench?.interrupt();
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  const figure = (title: string) =>
    page
      .locator('.summary-head > div')
      .filter({ has: page.getByRole('heading', { name: title }) })
      .locator('p');
  const open = (...paths: string[]) => page.locator('#open-dumps').setInputFiles(paths);

  const drop = (name: string, content: string) => dropFile(page, name, content);

  test('a file that was named on the command line is there', async () => {
    expect(await figure('Goroutines').innerText()).toBe('1,003');
    await page.getByRole('row').filter({ hasText: 'cart.wait' }).getByText('proven').waitFor();
  });

  test('a stack of a dump tells its waits and creators', async () => {
    await page.getByRole('button', { name: /All stacks/ }).click();
    await page.getByRole('row').filter({ hasText: 'search.(*Engine).ask' }).click();
    const detail = page.getByRole('article');
    await detail.getByRole('heading', { name: 'Wait times' }).waitFor();
    await detail.getByText('example.com/shop/search.run', { exact: true }).first().waitFor();
    await detail.getByText('under a minute').waitFor();
  });

  test('a stack of a dump shows its goroutines as the runtime printed them', async () => {
    await page.getByRole('button', { name: /All stacks/ }).click();
    await page.getByRole('row').filter({ hasText: 'search.(*Engine).ask' }).click();
    const detail = page.getByRole('article');
    await detail.getByRole('button', { name: 'Show the text' }).click();
    await detail.getByText('20 of 700 goroutines, as the runtime printed them.').waitFor({ timeout: 30_000 });
    const text = await detail.getByLabel('Text of goroutines').innerText();
    expect(text.match(/^goroutine \d+ \[chan send/gm)).toHaveLength(20);
    expect(text).toContain('search.(*Engine).ask(0xc000012345, {0x1, 0x2})');
    expect(text).not.toContain('net/http.(*conn).serve');
  });

  test('a dropped dump is read, and two are compared', async () => {
    const grown = leakyParts.map((part) => ({ ...part, goroutines: part.goroutines * 2 }));
    await drop('after.txt', writeDump(grown));
    await page.getByRole('button', { name: 'after.txt', exact: true }).waitFor();
    await page.getByLabel('Compare with').selectOption({ label: 'named.txt' });
    const first = page.getByRole('table', { name: 'Changes' }).getByRole('row').nth(1);
    expect(await first.innerText()).toMatch(/grew[^]*search[^]*700[^]*1,400[^]*\+700/);
  });

  test('gzip is unpacked, and text can be pasted', async () => {
    await open(put('packed.txt.gz', gzipSync(writeDump(leakyParts.slice(0, 1)))));
    await page.getByRole('button', { name: 'packed.txt.gz', exact: true }).waitFor();
    await eventually(() => figure('Goroutines').innerText(), '700');
  });

  test('what is no dump says what to do', async () => {
    await drop('holiday.txt', 'Dear diary, today the sun shone all day long.');
    await page.getByText(/holiday\.txt cannot be read/).waitFor();
  });

  test('50,000 goroutines', async () => {
    const parts = leakyParts.map((part) => ({ ...part, goroutines: part.goroutines * 50 }));
    await open(put('fifty.txt', writeDump(parts)));
    await page.getByRole('button', { name: 'fifty.txt', exact: true }).waitFor();
    await page.getByText('50,150').first().waitFor({ timeout: 60_000 });
  });

  test('64 MiB: the page stays alive while it is read', async () => {
    const path = put('large.txt', writeLargeDump(64 * MiB));
    await watchFrames(page);
    await open(path);
    await page.getByRole('button', { name: 'large.txt', exact: true }).waitFor();
    await page.getByText(/64(\.\d)? MiB in/).waitFor({ timeout: 120_000 });
    expect(await figure('Groups').innerText()).toBe('300');
    // A page that reads by itself draws one or two, then stands still. The bench measures how long frames take.
    expect(await countProgressFrames(page)).toBeGreaterThan(4);
  }, 240_000);

  test('names made of markup, of controls and of other directions stay text', async () => {
    const part = {
      goroutines: 4,
      state: 'chan send',
      frames: [`${hostile}(0x1)`, 'main.\u202egnorw\u0007()'],
      creator: 'main.main',
    };
    let asked = false;
    page.on('dialog', (dialog) => {
      asked = true;
      void dialog.dismiss();
    });
    await drop('"><svg onload=alert(1)>.txt', writeDump([part]));
    await page.getByRole('button', { name: /All stacks/ }).click();
    await page
      .getByText(/<script>alert/)
      .first()
      .waitFor();
    await page.getByRole('row').nth(1).click();
    await page.getByText('main.\\u202egnorw').first().waitFor();
    expect(asked).toBe(false);
    expect(await page.locator('#page script, #page svg[onload]').count()).toBe(0);
  });

  test('goes away as JSON that report --json would print', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /JSON/ }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const document = JSON.parse(Buffer.concat(chunks).toString()) as {
      readonly version: number;
      readonly groups: readonly { readonly count: number; readonly frames: readonly unknown[] }[];
      readonly suspects: readonly { readonly grade: string }[];
    };
    expect(document.version).toBe(1);
    expect(document.groups.map(({ count }) => count)).toEqual([700, 300, 3]);
    expect(document.groups[0]?.frames).toHaveLength(2);
    expect(document.suspects[0]?.grade).toBe('proven');
  });
});
