// Two hundred questions about three hours: query types by ranges, groupings, filters, baselines and targets.
export interface Question {
  readonly name: string;
  readonly query: object;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

const minute = 60_000;

export function listQuestions({ startMs, endMs }: Span): readonly Question[] {
  const ranges = [
    ['all', startMs, endMs],
    ['the first hour', startMs, startMs + 60 * minute],
    ['around the restart', startMs + 80 * minute, startMs + 120 * minute],
    ['the last half hour', endMs - 30 * minute, endMs],
  ] as const;
  const questions: Question[] = [];
  const add = (query: object, wanted: readonly (typeof ranges)[number][] = ranges): void => {
    for (const [name, fromMs, toMs] of wanted) {
      questions.push({ name: `${JSON.stringify(query)}, ${name}`, query, fromMs, toMs });
    }
  };
  const [all] = ranges;
  const shop = [{ label: 'service', op: '=', value: 'shop' }];

  for (const groupBy of [['stack'], [], ['state'], ['function'], ['package'], ['ownFunction']]) {
    add({ queryType: 'trend', groupBy });
    add({ queryType: 'stacks', groupBy });
  }
  for (const per of [[], ['service', 'instance'], ['zone']]) {
    add({ queryType: 'trend', per });
    add({ queryType: 'count', per }, [ranges[1], ranges[3]]);
  }
  for (const targets of [
    shop,
    [{ label: 'zone', op: '!=', value: 'eu-1' }],
    [{ label: 'instance', op: '=~', value: '[ab]:.*' }],
  ]) {
    add({ queryType: 'trend', targets }, [all, ranges[2]]);
    add({ queryType: 'stacks', targets }, [all, ranges[2]]);
    add({ queryType: 'runtime', targets }, [all, ranges[2]]);
  }
  for (const filter of [
    { function: 'leak' },
    { states: ['select'] },
    { package: 'cart' },
    { minCount: 15 },
    { function: 'nobody' },
  ]) {
    add({ queryType: 'trend', filter }, [all, ranges[3]]);
    add({ queryType: 'stacks', filter }, [all, ranges[3]]);
    add({ queryType: 'count', filter }, [all, ranges[3]]);
  }
  for (const value of ['growth', 'change']) {
    add({ queryType: 'count', value });
    add({ queryType: 'count', value, per: ['service', 'instance'] }, [all, ranges[2]]);
    add({ queryType: 'count', value, window: '20m' }, [ranges[1], ranges[3]]);
  }
  for (const baseline of [{ ago: '20m' }, { rangeStart: true }, { at: String(startMs + 30 * minute) }]) {
    add({ queryType: 'count', value: 'ratio', baseline }, [all, ranges[2], ranges[3]]);
    add({ queryType: 'diff', baseline }, [all, ranges[2], ranges[3]]);
    add({ queryType: 'diff', baseline, groupBy: ['package'], targets: shop }, [all, ranges[3]]);
    add({ queryType: 'flamegraph', baseline }, [all, ranges[3]]);
  }
  for (const figures of [['goroutines'], ['resident', 'heap'], ['cpu', 'requests'], ['up', 'fetch']]) {
    add({ queryType: 'runtime', figures });
    add({ queryType: 'runtime', figures, per: ['service', 'instance'] }, [all, ranges[3]]);
  }
  add({ queryType: 'trend', limit: 2 });
  add({ queryType: 'stacks', limit: 2 });
  add({ queryType: 'flamegraph' });
  add({ queryType: 'flamegraph', filter: { function: 'pool' } }, [all, ranges[2]]);
  add({ queryType: 'suspects' });
  add({ queryType: 'suspects', per: ['service', 'instance'] }, [all, ranges[3]]);
  add({ queryType: 'verdict' });
  add({ queryType: 'events' });
  add({ queryType: 'count', filter: { minGrade: 'watch' } });
  add({ queryType: 'stacks', filter: { minGrade: 'rising' } }, [all, ranges[3]]);
  add({ queryType: 'trend', profile: 'goroutineleak' });
  add({ queryType: 'trend', groupBy: ['label:tenant'] }, [all]);
  return questions;
}
