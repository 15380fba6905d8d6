// What each page says in each state of a service: no panel says less, or more, than is known.
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { startScriptedTarget, type ScriptedTarget } from './support/scripted-target.ts';
import { callGrafana, mustCall, replaceDataSource } from './support/grafana.ts';
import { exploreUrl } from './support/queries.ts';
import { missingServer, repeatInto, startSeriesServer } from './support/long-past.ts';
import { pluginId } from './support/surroundings.ts';

/** One per test. A data source that is created again under its uid finds the earlier history. */
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
  await page.setViewportSize({ width: 1400, height: 3200 });
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

/** The texts that a panel must show, and those that it must not. */
interface Words {
  readonly says?: RegExp;
  readonly never?: RegExp;
}
type Overview =
  | 'Verdict'
  | 'Goroutines now'
  | 'Average growth'
  | 'Time left, at least'
  | 'What leaks or rises'
  | 'Goroutines by stack'
  | 'Goroutines'
  | 'Memory'
  | 'Requests'
  | 'Stacks now';
type Fleet =
  | 'Cannot be read'
  | 'Goroutines now'
  | 'Fastest growth'
  | 'Targets'
  | 'Targets by growth'
  | 'Stacks that leak or rise'
  | 'Goroutines'
  | 'Readable'
  | 'Duration of a fetch'
  | 'CPU';
type Stack = 'What it is, and what to do' | 'By instance' | 'Where it waits' | 'Source' | 'What grew with it';
type Panels<Title extends string> = Readonly<Record<Title, Words>>;

interface State {
  readonly name: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly jsonData?: object;
  /** Brings the service into the state. */
  readonly reach?: (target: ScriptedTarget) => Promise<void>;
  /** Added to the address of the pages. */
  readonly address?: string;
  readonly overview: Panels<Overview>;
  readonly fleet: Panels<Fleet>;
  /** Of main.leak if it exists, otherwise of main.work. */
  readonly stack: Panels<Stack>;
}

type Pages = Pick<State, 'overview' | 'fleet' | 'stack' | 'address'>;

const untilVerdict = (words: RegExp, work: (second: number) => void = () => undefined) =>
  everySecond(work, async () => words.test(await readVerdict()));

const calm = { work: 12 } as const;
const notKnown: Words = { says: /not known/ };
const nothingToShow: Words = { says: /Nothing to show/, never: /quiet|none/ };
const unknown: Words = { says: /unknown/, never: /quiet/ };
/** The instance, in the legend or in a cell. */
const itsName = { says: /127\.0\.0\.1/ } as const;
const notItsName: Words = { never: itsName.says };
/** The scripted target has no metrics page. */
const notReported: Words = { says: /not reported by these targets/ };
const noData: Words = { says: /no data/ };
const number = (value: RegExp): Words => ({ says: value, never: /not known/ });

/** What a service says that is read, and has nothing to hide. */
const calmOverview: Panels<Overview> = {
  Verdict: unknown,
  'Goroutines now': number(/12/),
  'Average growth': { never: /[1-9]/ },
  'Time left, at least': notKnown,
  'What leaks or rises': nothingToShow,
  'Goroutines by stack': { says: /main\.work/ },
  Goroutines: itsName,
  Memory: notReported,
  Requests: notReported,
  'Stacks now': { says: /main\.work/, never: /likely|proven|watch|rising/ },
};
const calmFleet: Panels<Fleet> = {
  'Cannot be read': { says: /0/, never: /[1-9]/ },
  'Goroutines now': number(/12/),
  'Fastest growth': { never: /[1-9]/ },
  Targets: { says: /up/, never: /not readable/ },
  'Targets by growth': itsName,
  'Stacks that leak or rise': nothingToShow,
  Goroutines: itsName,
  Readable: { never: /no data/ },
  'Duration of a fetch': itsName,
  CPU: notReported,
};
const calmStack: Panels<Stack> = {
  'What it is, and what to do': { says: /No suspect.*Too little is known.*main\.work/s, never: /Nothing points/ },
  'By instance': itsName,
  'Where it waits': { says: /main\.go:10/ },
  Source: { says: /Source to read/ },
  'What grew with it': { never: /no data/ },
};
const unknownOverview: Panels<Overview> = {
  Verdict: { never: /quiet/ },
  'Goroutines now': notKnown,
  'Average growth': notKnown,
  'Time left, at least': notKnown,
  'What leaks or rises': { never: /quiet|none/ },
  'Goroutines by stack': noData,
  Goroutines: notItsName,
  Memory: notItsName,
  Requests: notItsName,
  'Stacks now': { never: /main\./ },
};

const states: readonly State[] = [
  { name: 'fresh', counts: calm, overview: calmOverview, fleet: calmFleet, stack: calmStack },
  {
    name: 'rising',
    counts: { work: 12, leak: 10 },
    reach: (target) => untilVerdict(/rising/, (second) => target.run({ work: 12, leak: 10 + 5 * second })),
    overview: {
      ...calmOverview,
      Verdict: { says: /rising.*main\.leak rises/s, never: /quiet|leaks:/ },
      'Goroutines now': number(/[2-9]\d/),
      'Average growth': number(/[1-9]/),
      'What leaks or rises': { says: /rising.*main\.leak/s, never: /likely|proven/ },
      'Goroutines by stack': { says: /main\.leak/ },
      'Stacks now': { says: /main\.leak/, never: /likely|proven/ },
    },
    fleet: {
      ...calmFleet,
      'Goroutines now': number(/[2-9]\d/),
      'Fastest growth': number(/[1-9]/),
      'Stacks that leak or rise': { says: /rising.*main\.leak/s, never: /likely|proven/ },
    },
    stack: {
      ...calmStack,
      'What it is, and what to do': { says: /RISING.*What to change.*main\.leak/s, never: /LIKELY|PROVEN/ },
      'Where it waits': { says: /main\.go:11/ },
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
      ...calmOverview,
      Verdict: { says: /leaking.*main\.leak leaks/s, never: /quiet|unknown/ },
      'Goroutines now': number(/42/),
      'What leaks or rises': { says: /proven.*main\.leak/s },
      'Goroutines by stack': { says: /main\.leak/ },
      'Stacks now': { says: /proven/ },
    },
    fleet: {
      ...calmFleet,
      'Goroutines now': number(/42/),
      Targets: { says: /up.*served/s, never: /not readable/ },
      'Stacks that leak or rise': { says: /proven.*main\.leak/s },
    },
    stack: {
      ...calmStack,
      'What it is, and what to do': { says: /PROVEN.*main\.leak/s },
      'Where it waits': { says: /main\.go:11/ },
    },
  },
  {
    name: 'target down',
    counts: calm,
    reach: async (target) => {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      target.fail();
      await untilVerdict(/cannot be read|unreadable/);
    },
    overview: {
      ...calmOverview,
      Verdict: { says: /unknown.*cannot be read/s, never: /quiet/ },
      'Goroutines now': { never: /^0$/ },
      'Stacks now': { never: /likely|proven|watch|rising/ },
    },
    fleet: {
      ...calmFleet,
      'Cannot be read': { says: /1/ },
      'Goroutines now': { never: /^0$/ },
      Targets: { says: /not readable.*503/s },
      'Targets by growth': {},
    },
    stack: {
      ...calmStack,
      'What it is, and what to do': { never: /Nothing points/ },
      'Where it waits': { never: /likely|proven/ },
      'What grew with it': {},
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
    overview: { ...calmOverview, Verdict: { says: /unknown.*The newest sample is of/s, never: /quiet/ } },
    fleet: { ...calmFleet, Targets: { says: /off.*Sampling is off here/s, never: /not readable/ } },
    stack: calmStack,
  },
  {
    name: 'unknown service',
    counts: calm,
    address: '&var-service=nobody',
    overview: unknownOverview,
    fleet: {
      'Cannot be read': notKnown,
      'Goroutines now': notKnown,
      'Fastest growth': notKnown,
      Targets: { never: /up/ },
      'Targets by growth': notItsName,
      'Stacks that leak or rise': { never: /quiet|none/ },
      Goroutines: notItsName,
      Readable: notItsName,
      'Duration of a fetch': notItsName,
      CPU: notItsName,
    },
    stack: {
      'What it is, and what to do': { never: /Nothing points|main\.work/ },
      'By instance': noData,
      'Where it waits': { never: /main\./ },
      Source: { never: /main\./ },
      'What grew with it': {},
    },
  },
  {
    name: 'no history',
    counts: calm,
    jsonData: { sampling: { ...sampling, enabled: false } },
    overview: {
      ...calmOverview,
      'Average growth': notKnown,
      'Goroutines by stack': { never: /\b0\b/ },
      Goroutines: {},
    },
    fleet: {
      ...calmFleet,
      'Fastest growth': notKnown,
      Targets: { says: /off/, never: /not readable/ },
      Goroutines: {},
      Readable: {},
      'Duration of a fetch': {},
    },
    stack: { ...calmStack, 'By instance': {}, 'What grew with it': {} },
  },
];

/** Quiet takes an hour of samples. */
const quiet: Pages = {
  overview: {
    ...calmOverview,
    Verdict: { says: /quiet/, never: /unknown/ },
    'What leaks or rises': { never: /rising|watch|likely|proven|unknown/ },
  },
  fleet: { ...calmFleet, 'Stacks that leak or rise': { never: /rising|watch|likely|proven|unknown/ } },
  stack: {
    ...calmStack,
    'What it is, and what to do': { says: /No suspect.*Nothing points to a leak/s, never: /Too little is known/ },
  },
};

/** Of main.leak if it exists, otherwise of main.work. */
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

async function check(page: Page, panels: Readonly<Record<string, Words>>): Promise<void> {
  for (const [title, { says, never }] of Object.entries(panels)) {
    const shown = panel(page, title);
    await expect(shown, title).toBeVisible();
    // Without the title, which may hold the words.
    const content = shown.getByTestId('data-testid panel content');
    if (says !== undefined) await expect.soft(content, title).toContainText(says, { timeout: 20_000 });
    if (never !== undefined) await expect.soft(content, title).not.toContainText(never, { timeout: 10_000 });
  }
}

async function checkPages(page: Page, { overview, fleet, stack, address }: Pages, fingerprint: string): Promise<void> {
  await openPage(page, 'parked-overview-alone', address);
  await check(page, overview);
  await openPage(page, 'parked-fleet', address);
  await check(page, fleet);
  await openPage(page, 'parked-stack', `${address ?? ''}&var-fingerprint=${fingerprint}`);
  await check(page, stack);
}

for (const state of states) {
  test(`${state.name}: no panel says less, or more, than is known`, async ({ page }) => {
    await useTarget(
      state.counts,
      async (target) => {
        const fingerprint = await findStack(state.counts);
        await state.reach?.(target);
        await checkPages(page, state, fingerprint);
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
        await callGrafana('DELETE', `api/datasources/uid/${source.uid}`);
        source = { ...source, uid: `${source.uid}-again` };
        const again = { labels: { service: 'states' }, ...jsonData };
        await replaceDataSource({ ...source, url: target.url, jsonData: again } as never);
        await untilVerdict(/quiet/);
        await checkPages(page, quiet, await findStack(calm));
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
    // A moment, as Grafana writes it: not the range until now.
    await expect(page).toHaveURL(/from=(\d{13}|\d{4}-\d{2}-\d{2}T)/);
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
