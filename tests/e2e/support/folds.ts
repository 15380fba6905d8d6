// What our editors fold away, opened.
import type { Locator } from '@playwright/test';
import type { QueryType } from '../../../src/core/query/model.ts';
import { expect } from './test.ts';

/**
 * Repeats until no fold is closed. Grafana may render a page again once its extensions are loaded, with every fold
 * closed.
 */
export async function openFolds(within: Locator, folds: string): Promise<void> {
  await expect(async () => {
    const closed = within.locator(`${folds}[aria-expanded="false"]`);
    while ((await closed.count()) > 0) await closed.first().click();
    await expect(within.locator(`${folds}[aria-expanded="true"]`)).not.toHaveCount(0, { timeout: 1_000 });
  }).toPass();
}

/** What is asked of targets is one line, which folds nothing away. */
export const hasFolds = (type: QueryType): boolean => type !== 'targets' && type !== 'stack';
/** Of the query editor. */
export const queryFolds = 'button[aria-controls^="parked-"]';
/** Of the config editor. */
export const configFolds = 'section h3 > button';
