// Wraps the ports of an answer to release its slot while it waits for the network. Hundreds of unresponsive targets
// must not delay other data sources. What the targets sent counts in the answer's memory.
import type { Past } from '../../history/past.ts';
import type { HistoryEngine } from '../../history/port.ts';
import { succeed } from '../../../core/problem.ts';
import type { AnswerPorts } from '../ask.ts';
import type { AdmitProfile } from '../../targets/port.ts';
import type { Place } from './admission.ts';
import { describeNoRoom } from '../words/no-room.ts';
import type { AnswerMemory } from '../answer-memory.ts';

export function leaveWhileWaiting(ports: AnswerPorts, place: Place, memory: AnswerMemory): AnswerPorts {
  const { targets, sources } = ports;
  const away = <Args extends readonly unknown[], T>(ask: (...args: Args) => Promise<T>) => {
    return (...args: Args): Promise<T> => place.away(() => ask(...args));
  };
  const { reportDiscovery, readFigures, survey } = targets;
  return {
    ...ports,
    sources: { readSource: away(sources.readSource) },
    targets: {
      select: away(targets.select),
      fetch: away((ref, of, request, signal) => targets.fetch(ref, of, request, signal, admitTo(memory))),
      probe: away(targets.probe),
      resolveSymbols: away(targets.resolveSymbols),
      close: targets.close,
      ...(reportDiscovery === undefined ? {} : { reportDiscovery: away(reportDiscovery) }),
      ...(readFigures === undefined ? {} : { readFigures: away(readFigures) }),
      ...(survey === undefined ? {} : { survey: away(survey) }),
    },
    attend: (ref, pluginConfig) => {
      const past = ports.attend(ref, pluginConfig);
      return {
        ...past,
        judge: away(past.judge),
        open: async () => {
          const opened = await past.open();
          return opened.ok && opened.value.stalled !== undefined ? succeed(leaveForServer(opened.value, away)) : opened;
        },
      } satisfies Past;
    },
  };
}

/** Profiles of a fleet arrive one by one, and an answer holds all of them. */
function admitTo(memory: AnswerMemory): AdmitProfile {
  return ({ target, profile, heldBytes = 0 }) => {
    const { entries, sharesFrames } = profile;
    const bytes = heldBytes + entries.length * (sharesFrames === true ? bytesPerSharedReading : bytesPerReading);
    return memory.share(profile, bytes) ? undefined : describeNoRoom(`The profile of ${target.host}`);
  };
}

/** The memory of an interpreted entry, measured on V8. Profiles that share stacks also share this memory. */
const bytesPerReading = 1_000;
const bytesPerSharedReading = 100;

type Away = <Args extends readonly unknown[], T>(ask: (...args: Args) => Promise<T>) => (...args: Args) => Promise<T>;

/** A history on a server is awaited like a target. */
function leaveForServer(engine: HistoryEngine, away: Away): HistoryEngine {
  // Spreading would lose the methods of a class instance.
  return Object.assign(Object.create(engine) as HistoryEngine, {
    listTargets: away(engine.listTargets.bind(engine)),
    readRange: away(engine.readRange.bind(engine)),
    readMoment: away(engine.readMoment.bind(engine)),
    readEvents: away(engine.readEvents.bind(engine)),
  });
}
