import type { DumpReason } from '../core/profile/model.ts';
import { tellReasons } from './reasons.ts';

const dump = (...reasons: readonly DumpReason[]) => ({ context: { reasons, extent: 'whole' } as const });

test('a crash says why it was written, once', () => {
  const deadlock = dump({ is: 'fatal error', message: 'all goroutines are asleep - deadlock!' });
  expect(tellReasons([deadlock, deadlock, {}])).toEqual([
    'The runtime ended the process: fatal error: all goroutines are asleep - deadlock!',
  ]);
});

test('a test timeout names its tests', () => {
  const tests = [
    { name: 'TestCart', ran: '9m58s' },
    { name: 'TestPay', ran: '' },
  ];
  expect(tellReasons([dump({ is: 'test timeout', after: '10m0s', tests })])).toEqual([
    'go test gave up after 10m0s while it ran TestCart (for 9m58s), TestPay.',
  ]);
});
