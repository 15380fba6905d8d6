import { render, screen } from '@testing-library/react';
import React from 'react';
import { judgeLocks } from '../../../tests/causes/judge-locks.ts';
import { writeLockDump } from '../../../tests/support/lock-dumps.ts';
import { layGraph } from '../../core/analysis/wait-for/lay-graph.ts';
import { LockGraph } from './LockGraph.tsx';

function draw(...waiters: Parameters<typeof writeLockDump>[0]) {
  const [trouble] = judgeLocks(new TextEncoder().encode(writeLockDump(waiters)));
  const { container } = render(<LockGraph {...layGraph(trouble!)} />);
  const list = (selector: string) => [...container.querySelectorAll(selector)];
  return {
    boxes: list('.lock-node text:first-of-type').map((box) => box.firstChild?.textContent),
    arrows: list('.lock-edge path').map((path) => path.getAttribute('d')!),
    said: screen.getByRole('img').getAttribute('aria-label')!,
    queue: container.querySelector('figcaption')?.textContent,
  };
}

const leadsUp = (path: string) => path.includes('H');

test('a circle of three is three boxes and three arrows, of which the last leads back up', () => {
  const { boxes, arrows, said } = draw({ holds: 1, wants: 2 }, { holds: 2, wants: 3 }, { holds: 3, wants: 1 });
  expect([...boxes].sort()).toEqual(['main.(*T1).Get', 'main.(*T2).Get', 'main.(*T3).Get']);
  expect(arrows.map(leadsUp)).toEqual([false, false, true]);
  expect(said).toMatch(/^Who waits for whom\. main\.\(\*T\d\)\.Get waits for the lock of /);
});

test('a goroutine that waits for itself is one box, and the queue behind it is counted', () => {
  const { boxes, arrows, queue } = draw({ holds: 1, wants: 1 }, { wants: 1 });
  expect(boxes).toHaveLength(1);
  expect(arrows.map(leadsUp)).toEqual([true]);
  expect(queue).toBe('1 goroutine waits behind it');
});

test('a lock without a holder leads to nobody', () => {
  const { boxes, arrows, said } = draw({ wants: 1 }, { wants: 1 });
  expect(boxes.at(-1)).toBe('Nobody in the dump');
  expect(arrows.map(leadsUp)).toEqual([false]);
  expect(said).toContain('nobody in the dump holds it');
});
