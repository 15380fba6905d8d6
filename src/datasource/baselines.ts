// Stores and deletes named baselines, the only calls that change anything.
import { getBackendSrv, getTemplateSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { ParkedQuery } from './query.ts';
import { describeFailure, readKey, readNumber, readText } from './read-resource.ts';
import { fillQuery } from './variables/fill-query.ts';

/** A stored baseline. */
export interface KeptBaseline {
  readonly name: string;
  readonly goroutines: number;
  readonly targets: number;
}

/**
 * Stores the current state of a query's targets under a name, replacing an existing one. Throws an `Error` with the
 * backend's message.
 */
export async function keepBaseline(uid: string, name: string, query: ParkedQuery): Promise<KeptBaseline> {
  const filled = fillQuery(query, {}, (text, scope, format) => getTemplateSrv().replace(text, scope, format));
  const { targets, profile } = filled;
  const kept = readKey(await send(uid, 'POST', { data: { name, targets, profile } }), 'baseline');
  return {
    name: readText(readKey(kept, 'name')) ?? name,
    goroutines: readNumber(readKey(kept, 'goroutines')) ?? 0,
    targets: readNumber(readKey(kept, 'targets')) ?? 0,
  };
}

/** Throws an `Error` with the backend's message. */
export async function forgetBaseline(uid: string, name: string): Promise<void> {
  await send(uid, 'DELETE', { params: { name } });
}

type Method = 'POST' | 'DELETE';

interface Sent {
  readonly data?: unknown;
  readonly params?: Record<string, string>;
}

const send = (uid: string, method: Method, sent: Sent): Promise<unknown> => sendTo(uid, 'baselines', method, sent);

/** Calls a resource that changes something. Throws an `Error` in the backend's words. */
export async function sendTo(uid: string, path: string, method: Method, sent: Sent): Promise<unknown> {
  const url = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/${path}`;
  try {
    const fetched = getBackendSrv().fetch<unknown>({
      url,
      method,
      ...sent,
      showErrorAlert: false,
      showSuccessAlert: false,
    });
    return (await lastValueFrom(fetched)).data;
  } catch (error) {
    throw new Error(describeFailure(error), { cause: error });
  }
}
