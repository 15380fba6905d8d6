// The way of a person on call: from a panel with go_goroutines to the line of code. Every click is counted.
import { expect, test } from './support/test.ts';
import { clickGraph } from './support/pin-tooltip.ts';
import { hasPrometheus, parked, prometheus } from './support/surroundings.ts';

const maxClicks = 3;

test('from go_goroutines to the source line', async ({ page }, info) => {
  test.skip(!hasPrometheus(), 'there is no Prometheus here');
  let clicks = 0;
  const picture = async (name: string) =>
    info.attach(`${name}.png`, { body: await page.screenshot({ animations: 'disabled' }), contentType: 'image/png' });
  await page.setViewportSize({ width: 1400, height: 1600 });
  await page.goto(`/d/parked-overview?var-ds=${parked.uid}&var-prom=${prometheus.uid}&from=now-5m&to=now`);
  clicks++;
  await clickGraph(page, 'go_goroutines', 0.5);
  await picture('1-go-goroutines');
  clicks++;
  await page.getByRole('link', { name: 'Which stacks are these?' }).first().click();
  const suspects = page.getByTestId('data-testid Panel header Stacks now');
  await expect(suspects.getByRole('link').first()).toBeVisible();
  await picture('2-stacks');
  clicks++;
  await suspects.getByRole('link').first().click();
  const card = page.getByTestId('data-testid Panel header What it is, and what to do');
  await expect(card).toContainText(/\.go:\d+/);
  await picture('3-source-line');
  console.log(`the source line after ${clicks} clicks`);
  expect(clicks).toBeLessThanOrEqual(maxClicks);
});
