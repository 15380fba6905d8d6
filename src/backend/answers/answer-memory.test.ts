import { limits } from '../../core/limits.ts';
import { answerMemory } from '../memory-budget.ts';
import { openAnswerMemory } from './answer-memory.ts';

const MiB = 1024 * 1024;
const whole = limits.answerMemory.value;

test('released memory can be taken again, and a second release changes nothing', () => {
  const answer = openAnswerMemory({ fromAlert: false, owner: 'shop' });
  for (let turn = 0; turn < 1_000; turn++) {
    expect(answer.add(MiB)).toBe(true);
    answer.release();
    answer.release();
  }
  expect(answerMemory.held()).toBe(0);
});

test('an object that many answers hold counts once, until the last of them is sent', () => {
  const profile = {};
  const answers = Array.from({ length: 50 }, () => openAnswerMemory({ fromAlert: false, owner: 'shop' }));
  for (const answer of answers) expect(answer.share(profile, 3 * MiB)).toBe(true);
  expect(answers[0]?.share(profile, 3 * MiB)).toBe(true);
  expect(answerMemory.held()).toBe(3 * MiB);
  for (const answer of answers.slice(1)) answer.release();
  expect(answerMemory.held()).toBe(3 * MiB);
  answers[0]?.release();
  expect(answerMemory.held()).toBe(0);
});

test('one data source has half at most, people three quarters, and rules find room beside them', () => {
  const open = (owner: string, fromAlert = false) => openAnswerMemory({ fromAlert, owner });
  const [first, second, third, rule] = [open('a'), open('b'), open('c'), open('c', true)];
  expect(first.add(whole / 2)).toBe(true);
  expect(first.add(1)).toBe(false);
  expect(first.share({}, 1)).toBe(false);
  expect(second.add(whole / 4)).toBe(true);
  expect(third.add(MiB)).toBe(false);
  expect(rule.add(MiB)).toBe(true);
  for (const answer of [first, second, third, rule]) answer.release();
});
