// The address at which pushed profiles are received, and who may push.
import { isLoopback } from '../backend/web/guard.ts';
import { usageFailure } from './exit-status.ts';

export interface ReceiveListen {
  readonly host: string;
  readonly port: number;
  /** Empty for none. */
  readonly secret: string;
}

/** Throws a CommandFailure if other machines could push without a secret. */
export function checkReceive(listen: ReceiveListen): ReceiveListen {
  const { host, port, secret } = listen;
  if (/[^\x21-\x7e]/.test(secret)) throw usageFailure('The secret of --receive must be one word, without spaces.');
  if (secret !== '' || isLoopback(host)) return listen;
  throw usageFailure(
    `--receive ${host}:${port} needs a secret, since others reach it: set secure.receive in the settings, or ` +
      `PARKED_RECEIVE_SECRET. For this machine alone: 127.0.0.1:${port}.`,
  );
}
