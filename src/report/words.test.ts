import type { Diagnosis } from '../core/analysis/suspects/model.ts';
import type { ProfileSummary } from './model.ts';
import { tellDiagnoses } from './words.ts';

const diagnose = (instance: string, text: string, kind: Diagnosis['kind'] = 'too-early'): Diagnosis => ({
  per: { instance },
  kind,
  text,
  next: 'Take more.',
});
const profiles = (count: number) => Array.from({ length: count }, () => ({}) as ProfileSummary);

test('what the verdict of a single profile has said is not said again', () => {
  const report = {
    diagnoses: [diagnose('a', 'Too early.')],
    suspects: [],
    verdicts: [],
    profiles: profiles(1),
    targets: 1,
  };
  expect(tellDiagnoses(report)).toEqual([{ text: '', next: 'Take more.' }]);
});

test('equal diagnoses of several targets are told once, and others name their target', () => {
  const diagnoses = [diagnose('a', 'Same.'), diagnose('b', 'Same.'), diagnose('b', 'Memory grows.', 'level')];
  expect(tellDiagnoses({ diagnoses, suspects: [], verdicts: [], profiles: profiles(9), targets: 2 })).toEqual([
    { text: 'Same.', next: 'Take more.' },
    { text: 'b: Memory grows.', next: 'Take more.' },
  ]);
});
