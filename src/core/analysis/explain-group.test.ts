import { interpretProfile } from '../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../stack/testing/stack-notation.ts';
import { explainGroup } from './explain-group.ts';
import { groupProfiles } from './group.ts';
import type { Grouping } from './model.ts';

function explain(groupBy: readonly Grouping[]) {
  const entries = ['chan send', 'sync.WaitGroup.Wait'].map((status) =>
    makeEntry('main.worker.func1@/src/main.go:5', { count: 3, header: makeHeader(status) }),
  );
  const profile = interpretProfile(makeProfile('debug=2', entries), { ownCode: [], labelKeys: [] });
  const question = { groupBy, per: [], filter: {}, groupsLimit: 100 };
  const grouped = groupProfiles([{ profile, labels: {} }], question);
  if (!grouped.ok) throw new Error(grouped.problem.message);
  return new Map(grouped.value.groups.map((group) => [group.state, explainGroup(group)?.cause]));
}

describe('explainGroup', () => {
  test('names a cause that goes with the state', () => {
    const causes = explain(['stack']);
    expect(['forgotten-receiver', 'early-return']).toContain(causes.get('chan send'));
    expect(causes.get('sync.WaitGroup.Wait')).toBe('waitgroup-without-done');
  });

  test('names none for a group that mixes stacks', () => {
    const entries = ['main.a', 'main.b'].map((name) =>
      makeEntry(`${name}@/src/main.go:5`, { count: 3, header: makeHeader('chan send') }),
    );
    const profile = interpretProfile(makeProfile('debug=2', entries), { ownCode: [], labelKeys: [] });
    const question = { groupBy: ['state'], per: [], filter: {}, groupsLimit: 100 } as const;
    const grouped = groupProfiles([{ profile, labels: {} }], question);
    expect(grouped.ok && grouped.value.groups.map((group) => explainGroup(group))).toEqual([undefined]);
  });
});
