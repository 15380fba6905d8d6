// What each page says in each state of a service: no panel says less, or more, than is known.
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { startScriptedTarget, type ScriptedTarget } from './support/scripted-target.ts';
import { callGrafana, mustCall, replaceDataSource } from './support/grafana.ts';
import { exploreUrl } from './support/queries.ts';
import { missingServer, repeatInto, startSeriesServer } from './support/long-past.ts';
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

async function useTarget(
  counts: Readonly<Record<string, number>>,
  work: (target: ScriptedTarget) => Promise<void>,
  more: object = {},
) {
  const target = await startScriptedTarget(counts);
  source = { ...source, uid: `parked-e2e-states-${Date.now()}`, name: `States for specs ${++sources}` };
  try {
    const jsonData = { sampling, labels: { service: 'states' }, ...more };
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

/** What a panel says, and what it must not say. */
interface Words {
  readonly says?: RegExp;
  readonly never?: RegExp;
}
type Panels = Readonly<Record<string, Words>>;

interface State {
  readonly name: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly jsonData?: object;
  /** Brings the service into the state. */
  readonly reach?: (target: ScriptedTarget) => Promise<void>;
  /** Added to the address of the pages. */
  readonly address?: string;
  readonly overview: Panels;
  readonly fleet: Panels;
}

const untilVerdict = (words: RegExp, work: (second: number) => void = () => undefined) =>
  everySecond(work, async () => words.test(await readVerdict()));

const calm = { work: 12 } as const;
const notKnown: Words = { says: /not known/ };
const nothingToShow: Words = { says: /Nothing to show/, never: /quiet|none/ };
const unknown: Words = { says: /unknown/, never: /quiet/ };

const states: readonly State[] = [
  {
    name: 'fresh',
    counts: calm,
    overview: {
      Verdict: unknown,
      'Goroutines now': { says: /12/ },
      'Time left, at least': notKnown,
      'What leaks or rises': nothingToShow,
      'Stacks now': { says: /main\.work/ },
    },
    fleet: {
      'Cannot be read': { says: /0/ },
      'Goroutines now': { says: /12/ },
      Targets: { says: /up/, never: /not readable/ },
      'Stacks that leak or rise': nothingToShow,
    },
  },
  {
    name: 'rising',
    counts: { work: 12, leak: 10 },
    reach: (target) => untilVerdict(/rising/, (second) => target.run({ work: 12, leak: 10 + 5 * second })),
    overview: {
      Verdict: { says: /rising.*main\.leak rises/s, never: /quiet|leaks:/ },
      'Growth a minute': { says: /[1-9]/, never: /not known/ },
      'What leaks or rises': { says: /rising.*main\.leak/s, never: /likely|proven/ },
    },
    fleet: {
      'Fastest growth': { says: /[1-9]/ },
      'Stacks that leak or rise': { says: /rising.*main\.leak/s },
    },
  },
  {
    name: 'leaking',
    counts: { work: 12, leak: 30 },
    jsonData: { sampling: { ...sampling, leakProfile: '1h' } },
    reach: async (target) => {
      target.leak({ leak: 30 });
      await untilVerdict(/leaking/);
    },
    overview: {
      Verdict: { says: /leaking.*main\.leak leaks/s, never: /quiet|unknown/ },
      'What leaks or rises': { says: /proven.*main\.leak/s },
      'Stacks now': { says: /proven/ },
    },
    fleet: { 'Stacks that leak or rise': { says: /proven.*main\.leak/s } },
  },
  {
    name: 'target down',
    counts: calm,
    reach: async (target) => {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      target.fail();
      await untilVerdict(/cannot be read|unreadable/);
    },
    overview: { Verdict: { says: /unknown.*cannot be read/s, never: /quiet/ }, 'What leaks or rises': nothingToShow },
    fleet: {
      'Cannot be read': { says: /1/ },
      Targets: { says: /not readable.*503/s },
      'Stacks that leak or rise': nothingToShow,
    },
  },
  {
    name: 'stale',
    counts: calm,
    reach: async () => {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      await changeSettings({ sampling: { ...sampling, enabled: false } });
      await untilVerdict(/stale/);
    },
    overview: { Verdict: { says: /unknown.*The newest sample is of/s, never: /quiet/ } },
    fleet: { Targets: { says: /off.*Sampling is off here/s } },
  },
  {
    name: 'unknown service',
    counts: calm,
    address: '&var-service=nobody',
    overview: {
      Verdict: { never: /quiet/ },
      'Goroutines now': notKnown,
      'Growth a minute': notKnown,
      'Time left, at least': notKnown,
      'What leaks or rises': { never: /quiet|none/ },
    },
    fleet: { 'Cannot be read': notKnown, 'Goroutines now': notKnown, 'Fastest growth': notKnown },
  },
  {
    name: 'no history',
    counts: calm,
    jsonData: { sampling: { ...sampling, enabled: false } },
    overview: {
      Verdict: unknown,
      'Goroutines now': { says: /12/ },
      'Growth a minute': notKnown,
      'What leaks or rises': nothingToShow,
    },
    fleet: { 'Goroutines now': { says: /12/ }, 'Fastest growth': notKnown, Targets: { says: /off/ } },
  },
];

/** Of main.leak where it is, else of main.work. */
async function findStack(counts: Readonly<Record<string, number>>): Promise<string> {
  const answer = (await mustCall('GET', `api/datasources/uid/${source.uid}/resources/groups`)) as {
    readonly groups: readonly { readonly fingerprint: string; readonly function: string }[];
  };
  const name = 'leak' in counts ? 'main.leak' : 'main.work';
  return answer.groups.find((group) => group.function === name)?.fingerprint ?? '0123456789abcdef';
}

async function changeSettings(jsonData: object): Promise<void> {
  const known = (await mustCall('GET', `api/datasources/uid/${source.uid}`)) as { readonly jsonData: object };
  const changed = { ...known, jsonData: { ...known.jsonData, ...jsonData } };
  await mustCall('PUT', `api/datasources/uid/${source.uid}`, changed);
}

async function tell(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(2_000);
  for (const section of await page.locator('[data-viz-panel-key] section').all()) {
    const title = ((await section.getAttribute('data-testid')) ?? '').replace(/^.*header /, '');
    console.log(
      `WORDS ${name} | ${title} | ${(await section.innerText()).replace(/\s+/g, ' ').slice(title.length, 260)}`,
    );
  }
}

async function check(page: Page, panels: Panels): Promise<void> {
  for (const [title, { says, never }] of Object.entries(panels)) {
    const shown = panel(page, title);
    await expect(shown, title).toBeVisible();
    if (says !== undefined) await expect(shown, title).toContainText(says);
    if (never !== undefined) await expect(shown, title).not.toContainText(never);
  }
}

for (const state of states) {
  test(`${state.name}: no panel says less, or more, than is known`, async ({ page }) => {
    await useTarget(
      state.counts,
      async (target) => {
        await state.reach?.(target);
        await openPage(page, 'parked-overview-alone', state.address);
        await tell(page, `${state.name} overview`);
        await check(page, state.overview);
        await openPage(page, 'parked-fleet', state.address);
        await tell(page, `${state.name} fleet`);
        await check(page, state.fleet);
        await openPage(page, 'parked-stack', `${state.address ?? ''}&var-fingerprint=${await findStack(state.counts)}`);
        await tell(page, `${state.name} stack`);
      },
      state.jsonData,
    );
  });
}

test('quiet: no panel says less, or more, than is known', async ({ page }) => {
  test.skip(missingServer !== undefined, missingServer);
  const server = await startSeriesServer();
  const intervalMs = 5_000;
  const jsonData = {
    sampling: { interval: '5s' },
    history: { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url },
  };
  try {
    await useTarget(
      calm,
      async (target) => {
        await repeatInto(server, 75 * 60_000, intervalMs);
        // A data source that has not judged yet.
        await replaceDataSource({
          ...source,
          uid: (source = { ...source, uid: `${source.uid}-again`, name: `${source.name} again` }).uid,
          url: target.url,
          jsonData: { labels: { service: 'states' }, ...jsonData },
        } as never);
        await untilVerdict(/quiet/);
        await openPage(page, 'parked-overview-alone');
        await tell(page, 'quiet overview');
        await openPage(page, 'parked-fleet');
        await tell(page, 'quiet fleet');
        await openPage(page, 'parked-stack', `&var-fingerprint=${await findStack(calm)}`);
        await tell(page, 'quiet stack');
      },
      jsonData,
    );
  } finally {
    await server.remove();
  }
});

test('rising: a click on the stack leads to its card', async ({ page }) => {
  await useTarget({ work: 12, leak: 10 }, async (target) => {
    await untilVerdict(/rising/, (second) => target.run({ work: 12, leak: 10 + 5 * second }));
    await openPage(page, 'parked-overview-alone');
    await panel(page, 'What leaks or rises').getByText('main.leak').first().click();
    const card = panel(page, 'What it is, and what to do');
    await expect(card).toContainText(/RISING.*What to change.*main\.leak/s);
  });
});

test('rising: a dump that was kept opens by its link, and no other is taken', async ({ page }) => {
  await useTarget({ work: 12, leak: 10 }, async (target) => {
    await untilVerdict(/rising/, (second) => target.run({ work: 12, leak: 10 + 5 * second }));
    await everySecond(
      () => undefined,
      () => Promise.resolve(target.dumps() > 0),
    );
    expect(target.dumps()).toBe(1);
    await openPage(page, 'parked-overview-alone');
    await panel(page, 'What leaks or rises').getByText('main.leak').first().click();
    const card = panel(page, 'What it is, and what to do');
    await expect(card).toContainText('Kept dumps');
    await card
      .getByRole('link', { name: /^\d{4}-\d{2}-\d{2}/ })
      .first()
      .click();
    await expect(page).toHaveURL(/from=\d{13}/);
    await page
      .getByRole('button', { name: /^(Expand|Collapse)? ?row|Goroutines one by one/ })
      .first()
      .click();
    await expect(panel(page, 'Goroutines')).toContainText(/goroutine \d+.*main\.leak/s);
    expect(target.dumps()).toBe(1);
  });
});

test('no Prometheus: the verdict stands without it', async ({ page }) => {
  await useTarget(calm, async () => {
    await openPage(page, 'parked-overview', '&var-prom=nobody');
    await check(page, { Verdict: unknown, 'Goroutines now': { says: /12/ } });
  });
});

test('a Viewer sees the same verdict, no host, and why there is no dump', async ({ browser, baseURL }) => {
  const viewer = { login: 'parked-e2e-viewer', password: 'parked-e2e-viewer' };
  await callGrafana('POST', 'api/admin/users', { ...viewer, name: 'Viewer for specs' });
  const context = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }), locale: 'en-US' });
  try {
    await context.request.post('/login', { data: { user: viewer.login, password: viewer.password } });
    const page = await context.newPage();
    await useTarget(calm, async (target) => {
      await openPage(page, 'parked-overview-alone');
      await check(page, { Verdict: unknown, 'Goroutines now': { says: /12/ } });
      target.fail();
      await untilVerdict(/cannot be read|unreadable/);
      await openPage(page, 'parked-fleet');
      await check(page, { 'Cannot be read': { says: /1/ }, Targets: { says: /not readable/, never: /http:\/\// } });
      const refused = await context.request.post('/api/ds/query', {
        data: {
          from: 'now-5m',
          to: 'now',
          queries: [{ refId: 'A', datasource: { uid: source.uid }, version: 1, queryType: 'dump' }],
        },
      });
      expect(await refused.text()).toContain('you are a Viewer');
    });
  } finally {
    await context.close();
  }
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
