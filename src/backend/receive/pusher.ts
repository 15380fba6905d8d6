// `push.v1.PusherService/Push` of Pyroscope, over Connect and gRPC-Web, in protobuf and JSON. Alloy's `pyroscope.write`
// sends this. The codes are those of the original, so a client needs no special case.
import { Code, ConnectError, createContextKey, type ConnectRouter } from '@connectrpc/connect';
import { formatCount } from '../../core/format.ts';
import { PusherService } from '../protocol/gen/pyroscope_push_pb.ts';
import type { Received } from './model.ts';
import { kindOf } from './push-labels.ts';
import { receiveProfile, type Receiving } from './receive-profile.ts';

/** The address of the client. */
export const senderKey = createContextKey('', { description: 'sender' });

/** Profiles of one request; a client sends one. */
const maxProfiles = 1_000;

export function routePushes(receiving: Receiving): (router: ConnectRouter) => void {
  return (router) =>
    router.service(PusherService, {
      push: async ({ series }, { values, signal }) => {
        const samples = series.flatMap(({ labels, samples: own }) =>
          own.map(({ rawProfile }) => ({ labels, rawProfile })),
        );
        if (samples.length === 0) throw new ConnectError('no profiles received', Code.InvalidArgument);
        if (samples.length > maxProfiles) {
          throw new ConnectError(`A request holds ${maxProfiles} profiles at most.`, Code.InvalidArgument);
        }
        const refused: Refused[] = [];
        for (const { labels, rawProfile: bytes } of samples) {
          const kind = kindOf(labels.find(({ name }) => name === '__name__')?.value);
          const pushed = { labels, kind, bytes, sender: values.get(senderKey), atMs: receiving.nowMs() };
          const received = await receiveProfile(pushed, receiving, signal);
          if ('message' in received) refused.push(received);
        }
        const [first] = refused;
        if (first === undefined) return {};
        // The other profiles are accepted, as in the original.
        const message = `${formatCount(refused.length)} of ${formatCount(samples.length)} profiles refused: ${first.message}`;
        throw new ConnectError(message, isExhausted(first) ? Code.ResourceExhausted : Code.InvalidArgument);
      },
    });
}

type Refused = Extract<Received, { readonly message: string }>;

/** Whether the same push may be accepted later. */
export function isExhausted({ outcome }: Refused): boolean {
  switch (outcome) {
    case 'too_often':
    case 'too_many_targets':
    case 'memory_full':
      return true;
    case 'unreadable':
    case 'invalid_labels':
    case 'out_of_window':
      return false;
  }
}
