// Our editors in a narrow window: nothing sticks out, so nothing has to be found by scrolling sideways.
import type { Locator } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { queryTypes } from '../../src/core/query/model.ts';
import { configFolds, hasFolds, openFolds, queryFolds } from './support/folds.ts';
import { examples, exploreUrl } from './support/queries.ts';
import { pluginId } from './support/surroundings.ts';

/** The narrowest that Explore makes of a pane is 600; its borders and the outline beside it leave 360. */
const narrow = { width: 480, height: 900 };
/** Long, like the names that people filter by. */
const filter = {
  function: 'github.com/example/shop/internal/search/\\(\\*Engine\\)\\.askEveryShardOfTheIndex',
  states: ['chan receive', 'select', 'sync.WaitGroup.Wait', 'sync.RWMutex.RLock'],
};

const targets = [{ label: 'instance', op: '=~', value: '127\\.0\\.0\\.1:.*' }] as const;

/** What of the page's own types is used here: they are not those of the process that runs specs. */
interface PageElement {
  readonly id: string;
  readonly tagName: string;
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
  readonly ownerDocument: {
    readonly defaultView: { getComputedStyle(element: PageElement): { readonly overflowX: string } };
  };
  contains(element: PageElement): boolean;
  getBoundingClientRect(): { readonly right: number; readonly width: number; readonly height: number };
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** What is drawn beyond the right edge of the editor, in words that help to find it. */
const listOverhangs = (editor: Locator): Promise<readonly string[]> =>
  editor.evaluate((node) => {
    const root = node as unknown as PageElement;
    const edge = root.getBoundingClientRect().right;
    const isClipped = (element: PageElement): boolean => {
      for (let up = element.parentElement; up !== null && root.contains(up); up = up.parentElement) {
        if (up.ownerDocument.defaultView.getComputedStyle(up).overflowX !== 'visible') return true;
      }
      return false;
    };
    return [...root.querySelectorAll('*')]
      .filter((element) => {
        const { right, width, height } = element.getBoundingClientRect();
        return width > 1 && height > 1 && right > edge + 1 && !isClipped(element);
      })
      .map((element) => `${element.tagName.toLowerCase()} ${(element.id || element.textContent || '').slice(0, 60)}`);
  });

test.beforeEach(({ page }) => page.setViewportSize(narrow));

for (const type of queryTypes) {
  test(`the query editor for ${type} fits`, async ({ page }, info) => {
    await page.goto(exploreUrl(type, { ...examples[type].query, targets, filter }));
    const show = page.getByRole('combobox', { name: 'Show', exact: true });
    await expect(show).toBeVisible();
    const row = page.getByTestId('query-editor-row').or(page.locator('[aria-label="Query editor row"]')).first();
    if (hasFolds(type)) await openFolds(row, queryFolds);
    await info.attach(`${type}.png`, {
      body: await row.screenshot({ animations: 'disabled' }),
      contentType: 'image/png',
    });
    // The picture was taken in a larger window: what measures itself takes a moment to fit the narrow one again.
    await expect.poll(() => listOverhangs(row)).toEqual([]);
  });
}

test('the config editor fits', async ({ createDataSourceConfigPage, page }, info) => {
  await createDataSourceConfigPage({ type: pluginId });
  const url = page.getByLabel('Data source connection URL');
  await expect(url).toBeVisible();
  const form = page.locator('form').filter({ has: url });
  await openFolds(form, configFolds);
  for (const noun of ['target list', 'discovery', 'credentials', 'rule']) {
    await page.getByRole('button', { name: `Add ${noun}`, exact: true }).click();
  }
  await info.attach('config.png', {
    body: await form.screenshot({ animations: 'disabled' }),
    contentType: 'image/png',
  });
  await expect.poll(() => listOverhangs(form)).toEqual([]);
});
