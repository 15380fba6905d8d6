import { watchParent } from './parent.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('another parent than at the start is noticed once, within a second', () => {
  let parent = 4711;
  const gone = jest.fn();
  watchParent(gone, () => parent);
  jest.advanceTimersByTime(60_000);
  expect(gone).not.toHaveBeenCalled();
  parent = 900;
  jest.advanceTimersByTime(1_000);
  parent = 901;
  jest.advanceTimersByTime(60_000);
  expect(gone).toHaveBeenCalledTimes(1);
});

test('a host that is process 1 is a host', () => {
  const gone = jest.fn();
  watchParent(gone, () => 1);
  jest.advanceTimersByTime(60_000);
  expect(gone).not.toHaveBeenCalled();
});
