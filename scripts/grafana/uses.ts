// User interactions with the editors, by mouse and by keyboard, in each release.
import { deepStrictEqual, equal } from 'node:assert/strict';
import { configure } from './screens.ts';
import type { Stage } from './stage.ts';

const stacks = { refId: 'A', version: 1, queryType: 'stacks' } as const;
const fresh = configure({ name: 'Leaks' });

/** By what is done. */
export const uses: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'choosing a type by keyboard': async ({ page, show, read }) => {
    await show({ editor: 'query', app: 'panel-editor', query: stacks });
    await page.getByRole('combobox', { name: 'Show' }).click();
    await page.keyboard.type('Leak');
    await page.getByRole('option', { name: /^Leak suspects/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Ranked stacks that may leak').waitFor();
    await read(({ value }) => equal(value['queryType'], 'suspects'));
  },

  'completing a function by mouse, and running': async ({ page, show, read }) => {
    await show({ editor: 'query', app: 'explore', query: stacks });
    await page.getByRole('combobox', { name: 'Function' }).click();
    await page.getByRole('option', { name: /Put/ }).click();
    await page.getByRole('button', { name: 'Run query' }).click();
    await read(({ value, runs }) => {
      deepStrictEqual(value['filter'], { function: '^shop/cart\\.\\(\\*Store\\)\\.Put$' });
      equal(runs, 1);
    });
  },

  'choosing several states': async ({ page, show, read }) => {
    await show({ editor: 'query', app: 'panel-editor', query: stacks });
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: /chan send/ }).click();
    await read(({ value }) => deepStrictEqual(value['filter'], { states: ['chan send'] }));
  },

  'reading what is wrong where it is wrong': async ({ page, show }) => {
    await show({ editor: 'query', app: 'panel-editor', query: { ...stacks, queryType: 'count', value: 'growth' } });
    await page.getByLabel('Window').fill('soon');
    await page.getByText('"window" must be a duration above zero').waitFor();
  },

  'typing a URL and choosing how to authenticate': async ({ page, show, read }) => {
    await show({ editor: 'config', options: fresh });
    await page.getByLabel('Data source connection URL').fill('http://app:6060');
    await page.getByLabel('Authentication method').click();
    await page.getByText('Basic authentication', { exact: true }).click();
    await page.getByLabel('User *').fill('ops');
    await page.getByLabel('Password *').fill('secret');
    await read(({ value }) => {
      equal(value['url'], 'http://app:6060');
      equal(value['basicAuth'], true);
      equal(value['basicAuthUser'], 'ops');
      deepStrictEqual(value['secureJsonData'], { basicAuthPassword: 'secret' });
    });
  },

  'adding a list of targets': async ({ page, show, read }) => {
    await show({ editor: 'config', options: fresh });
    await page.getByRole('button', { name: /^More targets/ }).click();
    await page.getByRole('button', { name: 'Add target list' }).click();
    await page.getByLabel('URLs').fill('http://a:6060');
    await page.keyboard.press('Tab');
    await read(({ value }) => {
      const { jsonData } = value as { jsonData?: { targets?: readonly unknown[] } };
      equal(jsonData?.targets?.length, 1);
    });
  },

  'taking an example from the help': async ({ page, show, read }) => {
    await show({ editor: 'help', query: { refId: 'A' } });
    await page.getByRole('list', { name: 'Questions to begin with' }).getByRole('button').first().click();
    await read(({ value }) => equal(value['version'], 1));
  },
};
