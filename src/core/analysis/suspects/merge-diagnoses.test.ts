import { mergeDiagnoses } from './merge-diagnoses.ts';
import type { Diagnosis } from './model.ts';

const diagnose = (service: string, text: string): Diagnosis => ({
  kind: 'too-early',
  per: { service },
  text,
  next: 'Take more.',
});

test('diagnoses that differ only by how much was sampled are one, with the range of what was sampled', () => {
  const merged = mergeDiagnoses([
    diagnose('cart', '1,012 samples over 50 min cannot tell a leak from a busy moment.'),
    diagnose('mail', '998 samples over 49 min cannot tell a leak from a busy moment.'),
    diagnose('pay', '998 samples over 49 min cannot tell a leak, although 2 stacks rose in it without a fall.'),
  ]);
  expect(merged).toEqual([
    {
      kind: 'too-early',
      text: '998 to 1,012 samples over 49 min to 50 min cannot tell a leak from a busy moment.',
      next: 'Take more.',
      services: [{ service: 'cart' }, { service: 'mail' }],
    },
    {
      kind: 'too-early',
      text: '998 samples over 49 min cannot tell a leak, although 2 stacks rose in it without a fall.',
      next: 'Take more.',
      services: [{ service: 'pay' }],
    },
  ]);
});

test('a diagnosis that counts no samples keeps its text', () => {
  expect(mergeDiagnoses([diagnose('cart', 'Same.'), diagnose('mail', 'Same.')])).toMatchObject([
    { text: 'Same.', services: [{ service: 'cart' }, { service: 'mail' }] },
  ]);
});
