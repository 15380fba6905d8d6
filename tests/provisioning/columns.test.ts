// Columns that dashboards name: a column that an answer calls otherwise would lose its links, its colours, or the
// number at the head of the page, and nothing would say so.
import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  cardColumns,
  stacksColumns,
  suspectsColumns,
  targetsColumns,
  verdictColumns,
} from '../../src/dashboards/columns.ts';
import { dashboards } from '../../src/dashboards/list.ts';
import { chooseColumns } from '../../src/datasource/explore-table.ts';
import { frameDiff } from '../../src/frames/diff.ts';
import type { DataFrame } from '../../src/frames/model.ts';
import { frameStack, type StackCard } from '../../src/frames/stack.ts';
import { frameStacks } from '../../src/frames/stacks.ts';
import { frameSuspects } from '../../src/frames/suspects.ts';
import { frameTargets } from '../../src/frames/targets.ts';
import { frameVerdicts } from '../../src/frames/verdict.ts';

/** A frame as Grafana's pages hold it. */
type Shown = Parameters<typeof chooseColumns>[0];

const shape = { rows: [], per: ['service', 'instance'], groupBy: ['stack'], meta: {} } as const;
const card: StackCard = {
  fingerprint: '',
  function: '',
  location: '',
  count: null,
  states: [],
  frames: [],
  creator: null,
  suspect: undefined,
  cause: null,
  unknown: [],
  hasSourceLink: false,
  keptDumps: [],
  source: 'goroutines',
  lockLines: [],
};
const answers: Readonly<Record<string, DataFrame>> = {
  stacks: frameStacks(shape),
  suspects: frameSuspects({ ...shape, isGrowthJudged: true }),
  diff: frameDiff(shape),
  targets: frameTargets(shape),
  verdict: frameVerdicts(shape),
  stack: frameStack(card, {}),
};
const namesOf = (frame: DataFrame): readonly string[] => frame.fields.map(({ name }) => name);
const titlesOf = (frame: DataFrame): readonly string[] =>
  frame.fields.map(({ name, config }) => String(config?.['displayName'] ?? name));
const panels = Object.values(dashboards).flatMap((make) =>
  (make().panels ?? []).flatMap((panel: Panel | RowPanel) => ('panels' in panel ? panel.panels : [panel])),
);
const queryOf = (panel: Panel) =>
  panel.targets?.[0] as unknown as { readonly queryType?: string; readonly panelId?: number } | undefined;

test('the lists of columns are those of the answers, in their order', () => {
  expect(namesOf(answers['stacks']!)).toEqual([...stacksColumns, 'service', 'instance']);
  expect(namesOf(answers['suspects']!)).toEqual([...suspectsColumns, 'service', 'instance']);
  expect(namesOf(answers['targets']!)).toEqual(targetsColumns);
  expect(namesOf(answers['verdict']!)).toEqual([...verdictColumns, 'service', 'instance']);
  expect(namesOf(answers['stack']!)).toEqual(cardColumns);
});

test('links and tooltips refer to columns of the same table', () => {
  const tables = panels.filter((panel) => panel.type === 'table' && answers[queryOf(panel)?.queryType ?? '']);
  expect(tables.length).toBeGreaterThan(5);
  for (const panel of tables) {
    const names = namesOf(answers[queryOf(panel)!.queryType!]!);
    const properties = (panel.fieldConfig?.overrides ?? []).flatMap((override) => override.properties);
    const linked = [...JSON.stringify(properties).matchAll(/__data\.fields\.(\w+)/g)].map(([, name]) => name ?? '');
    const tooltips = properties.filter(({ id }) => id === 'custom.tooltip.field').map(({ value }) => String(value));
    expect([panel.title, [...linked, ...tooltips].filter((name) => !names.includes(name))]).toEqual([panel.title, []]);
  }
});

test('numbers at the head are taken from columns by their titles, as the table they come from shows them', () => {
  const stats = panels.filter((panel) => panel.type === 'stat' && !panel.transformations?.length);
  expect(stats.length).toBeGreaterThan(6);
  for (const panel of stats) {
    const { panelId } = queryOf(panel)!;
    const isAsking = (one: Panel) => (panelId === undefined ? one === panel : one.id === panelId);
    const asking = panels.filter((one) => isAsking(one) && answers[queryOf(one)?.queryType ?? '']);
    const pattern = String((panel.options as { reduceOptions: { fields: string } }).reduceOptions.fields);
    const expression = new RegExp(pattern.slice(1, -1));
    const found = asking.map(
      (one) => titlesOf(answers[queryOf(one)!.queryType!]!).filter((t) => expression.test(t)).length,
    );
    expect([panel.title, found.includes(1)]).toEqual([panel.title, true]);
  }
});

describe('suspects in Explore, which draws twenty columns', () => {
  const chosen = (per: readonly string[]): readonly string[] => {
    const frame = frameSuspects({ ...shape, per, isGrowthJudged: true });
    return chooseColumns(frame as unknown as Shown, 'suspects').fields.map(({ name }) => name);
  };

  test('are what tells most, with the labels that keep them apart beside what they are', () => {
    const names = chosen(['service']);
    expect(names).toHaveLength(20);
    expect(names.slice(0, 9)).toEqual(
      'grade function state count growthPerMinute since service causeName fix'.split(' '),
    );
  });

  test('give way to labels from their end, and links keep what they need', () => {
    const names = chosen(['service', 'instance', 'zone']);
    expect(names).toHaveLength(20);
    expect(names).toEqual(expect.arrayContaining(['service', 'instance', 'zone', 'fingerprint', 'function']));
    expect(names).not.toContain('creator');
  });
});
