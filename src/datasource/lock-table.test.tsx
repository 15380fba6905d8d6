// Grafana's table draws a cell of Markdown with this function of its own.
import { renderMarkdown } from '@grafana/data';
import { writeLockDump } from '../../tests/support/lock-dumps.ts';
import { SuspectTracker } from '../core/analysis/suspects/suspect-tracker.ts';
import { findLockTroubles } from '../core/analysis/wait-for/find-troubles.ts';
import { readProfiles } from '../core/profile/reader.ts';
import { LifeTracker } from '../core/sample/lives.ts';
import { makeSample } from '../core/sample/make-sample.ts';
import { interpretProfile } from '../core/stack/interpret.ts';
import { frameStack } from '../frames/stack.ts';

function drawCard(dump: string, part = 'Who waits for whom'): HTMLElement {
  const read = readProfiles(new TextEncoder().encode(dump));
  if (read.outcome !== 'read') throw new Error('It is a dump.');
  const profile = interpretProfile(read.profiles[0]!, { ownCode: [], labelKeys: [] });
  const tracker = new SuspectTracker();
  const sample = makeSample(profile, { target: { service: 'shop' }, atMs: 1 });
  tracker.push(new LifeTracker().place(sample), findLockTroubles(profile));
  const [suspect] = tracker.judge().suspects;
  const frame = frameStack(
    {
      source: 'P1',
      fingerprint: suspect!.fingerprint,
      function: suspect!.function,
      location: suspect!.location,
      count: suspect!.count,
      states: [suspect!.state],
      frames: [],
      creator: null,
      suspect,
      cause: suspect!.cause,
      unknown: [],
      hasSourceLink: false,
      keptDumps: [],
      lockLines: [],
    },
    {},
  );
  const [parts, texts] = frame.fields.map(({ values }) => values as readonly unknown[]);
  const cell = document.createElement('div');
  cell.innerHTML = renderMarkdown(String(texts![parts!.indexOf(part)]));
  return cell;
}

const textsOf = (parent: Element, selector: string) =>
  [...parent.querySelectorAll(selector)].map((one) => one.textContent?.trim());

test('who waits, for what and who holds it is a table, whose rows link to the stacks', () => {
  const cell = drawCard(writeLockDump([{ holds: 1, wants: 2 }, { holds: 2, wants: 1 }, { wants: 1 }, { wants: 1 }]));
  expect(textsOf(cell, 'th')).toEqual(['Who waits', 'for what', 'held by, or expected of']);
  const rows = [...cell.querySelectorAll('tbody tr')].map((row) => textsOf(row, 'td'));
  expect(rows).toEqual(
    expect.arrayContaining([
      [
        'main.(*T2).Get main.go:20 (sync.Mutex.Lock, up to 3 min)',
        'the lock of main.(*T2)',
        'main.(*T2).Run main.go:30 (sync.Mutex.Lock, up to 3 min)',
      ],
      [
        'main.(*T1).Get main.go:20 (sync.Mutex.Lock, up to 3 min)',
        'the lock of main.(*T1)',
        'main.(*T1).Run main.go:30 (sync.Mutex.Lock, up to 3 min)',
      ],
    ]),
  );
  expect(rows).toHaveLength(2);
  const links = [...cell.querySelectorAll('a')].map((link) => link.getAttribute('href'));
  expect(links).toHaveLength(5);
  for (const link of links) expect(link).toMatch(/^\/d\/parked-stack\?var-ds=P1&var-fingerprint=[0-9a-f]{16}$/);
  expect(cell.textContent).toContain('Nobody in it can go on.');
  expect(textsOf(cell, 'li')).toEqual(['2 × main.(*T1).Get main.go:20 (sync.Mutex.Lock, up to 3 min)']);
});

test('a lock without a holder says so instead of a link', () => {
  const cell = drawCard(writeLockDump([{ wants: 1 }, { wants: 1 }]));
  expect(textsOf(cell, 'tbody td:last-child')).toEqual(['nobody in the profile']);
});

test('a holder that only its name gives away is called a guess', () => {
  const dump = writeLockDump([
    { holds: 1, wants: 2 },
    { holds: 2, wants: 1 },
  ]).replace(/\(0xc0[0-9a-f]+\)/g, '(0x0?)');
  expect(textsOf(drawCard(dump), 'tbody td:last-child').join()).toContain('(a guess)');
});

test('the page of the cause opens beside Grafana, below the path that Grafana is served under', () => {
  const cell = drawCard(writeLockDump([{ wants: 1 }, { wants: 1 }]), 'Why it leaks');
  const link = cell.querySelector('a');
  expect(link?.getAttribute('target')).toBe('_blank');
  expect(link?.getAttribute('href')).toBe(
    './public/plugins/parked-goroutines-datasource/causes/lock-never-released.html',
  );
});
