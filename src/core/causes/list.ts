// All causes by id. A new one is a file of its own, its id and a line here.
import { circularWait } from './circular-wait.ts';
import { consumerNotClosed } from './consumer-not-closed.ts';
import { doubleLock } from './double-lock.ts';
import { earlyReturn } from './early-return.ts';
import { emptySelect } from './empty-select.ts';
import { errgroupWithoutWait } from './errgroup-without-wait.ts';
import { forgottenReceiver } from './forgotten-receiver.ts';
import { forgottenSender } from './forgotten-sender.ts';
import { grpcCallWithoutDeadline } from './grpc-call-without-deadline.ts';
import { grpcConnectionNotClosed } from './grpc-connection-not-closed.ts';
import { grpcStreamNotDrained } from './grpc-stream-not-drained.ts';
import { httpBodyNotClosed } from './http-body-not-closed.ts';
import { httpRequestWithoutTimeout } from './http-request-without-timeout.ts';
import { httpServerWithoutTimeout } from './http-server-without-timeout.ts';
import { idleHttpConnections } from './idle-http-connections.ts';
import { iteratorNotStopped } from './iterator-not-stopped.ts';
import { kubernetesWatchNotStopped } from './kubernetes-watch-not-stopped.ts';
import { lockHeldWhileWaiting } from './lock-held-while-waiting.ts';
import { lockNeverReleased } from './lock-never-released.ts';
import { lockOrder } from './lock-order.ts';
import { loopWithoutExit } from './loop-without-exit.ts';
import { lostSignal } from './lost-signal.ts';
import { missingCancellation } from './missing-cancellation.ts';
import { networkWithoutDeadline } from './network-without-deadline.ts';
import { nilChannel } from './nil-channel.ts';
import { onceWithinItself } from './once-within-itself.ts';
import { orphanedWorker } from './orphaned-worker.ts';
import { pipeNotClosed } from './pipe-not-closed.ts';
import { rangeOverUnclosed } from './range-over-unclosed.ts';
import { recursiveReadLock } from './recursive-read-lock.ts';
import { semaphoreExhausted } from './semaphore-exhausted.ts';
import { sqlDbNotClosed } from './sql-db-not-closed.ts';
import { sqlRowsNotClosed } from './sql-rows-not-closed.ts';
import { sqlTxNotFinished } from './sql-tx-not-finished.ts';
import { subprocessNeverExits } from './subprocess-never-exits.ts';
import { tickerNotStopped } from './ticker-not-stopped.ts';
import { timeAfterInLoop } from './time-after-in-loop.ts';
import { waitgroupWithoutDone } from './waitgroup-without-done.ts';
import type { Cause, CauseId } from './model.ts';

export const causes: Readonly<Record<CauseId, Cause>> = {
  'forgotten-sender': forgottenSender,
  'forgotten-receiver': forgottenReceiver,
  'missing-cancellation': missingCancellation,
  'early-return': earlyReturn,
  'range-over-unclosed': rangeOverUnclosed,
  'loop-without-exit': loopWithoutExit,
  'ticker-not-stopped': tickerNotStopped,
  'orphaned-worker': orphanedWorker,
  'waitgroup-without-done': waitgroupWithoutDone,
  'lock-never-released': lockNeverReleased,
  'double-lock': doubleLock,
  'lock-order': lockOrder,
  'recursive-read-lock': recursiveReadLock,
  'lock-held-while-waiting': lockHeldWhileWaiting,
  'once-within-itself': onceWithinItself,
  'semaphore-exhausted': semaphoreExhausted,
  'circular-wait': circularWait,
  'lost-signal': lostSignal,
  'nil-channel': nilChannel,
  'empty-select': emptySelect,
  'time-after-in-loop': timeAfterInLoop,
  'errgroup-without-wait': errgroupWithoutWait,
  'iterator-not-stopped': iteratorNotStopped,
  'pipe-not-closed': pipeNotClosed,
  'subprocess-never-exits': subprocessNeverExits,
  'network-without-deadline': networkWithoutDeadline,
  'http-body-not-closed': httpBodyNotClosed,
  'idle-http-connections': idleHttpConnections,
  'http-request-without-timeout': httpRequestWithoutTimeout,
  'http-server-without-timeout': httpServerWithoutTimeout,
  'sql-rows-not-closed': sqlRowsNotClosed,
  'sql-tx-not-finished': sqlTxNotFinished,
  'sql-db-not-closed': sqlDbNotClosed,
  'grpc-stream-not-drained': grpcStreamNotDrained,
  'grpc-connection-not-closed': grpcConnectionNotClosed,
  'grpc-call-without-deadline': grpcCallWithoutDeadline,
  'consumer-not-closed': consumerNotClosed,
  'kubernetes-watch-not-stopped': kubernetesWatchNotStopped,
};
