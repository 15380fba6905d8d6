import type { DumpReason } from '../profile/model.ts';
import { readContext } from './context.ts';

const read = (...reasons: readonly DumpReason[]) =>
  readContext({ context: { reasons, extent: 'whole' }, truncated: false });

test('a process that recovered may still run', () => {
  expect(read({ is: 'panic', value: 'boom', recovered: true })).toMatchObject({ ended: false });
  expect(read()).toMatchObject({ ended: false });
});

test('a signal that the runtime names, a panic, a fatal error, too many threads and the timeout of a test end it', () => {
  expect(read({ is: 'signal', name: 'SIGQUIT' })).toMatchObject({ ended: true });
  expect(read({ is: 'panic', value: 'boom', recovered: false })).toMatchObject({ ended: true, asleep: false });
  expect(read({ is: 'fatal error', message: 'out of memory' })).toMatchObject({ ended: true, asleep: false });
  expect(read({ is: 'thread limit', threads: 10_000 })).toMatchObject({ ended: true, asleep: false });
  expect(read({ is: 'test timeout', after: '1s', tests: [] })).toMatchObject({ ended: true, asleep: false });
});

test.each(['all goroutines are asleep - deadlock!', 'no goroutines (main called runtime.Goexit) - deadlock!'])(
  'the runtime says deadlock as "%s"',
  (message) => {
    expect(read({ is: 'fatal error', message })).toMatchObject({ ended: true, asleep: true });
  },
);

test('a checker is named', () => {
  expect(read({ is: 'leak check', tool: 'goleak' })).toMatchObject({ checker: 'goleak', ended: false });
});

test('what is cut short is an excerpt, whatever surrounds it', () => {
  expect(readContext({ context: { reasons: [], extent: 'whole' }, truncated: true })?.extent).toBe('excerpt');
  expect(readContext({ truncated: true })?.extent).toBe('excerpt');
  expect(readContext({ truncated: false })).toBeUndefined();
});
