// Converts the labels of a push into the label set of a target, by Pyroscope's rules for labels.
import type { Labels } from '../../core/labels.ts';
import type { ProfileKind } from '../../core/profile/model.ts';
import { nameTarget } from '../../core/pyroscope-labels.ts';
import { isLabelName } from '../../core/query/settings-label-name.ts';
import type { Received } from './model.ts';

interface LabelPair {
  readonly name: string;
  readonly value: string;
}

/** The bounds of a default Pyroscope. */
const maxLabels = 30;
const maxNameBytes = 1_024;
const maxValueBytes = 2_048;

type Named =
  { readonly is: 'a target'; readonly labels: Labels } | { readonly is: 'refused'; readonly received: Received };

const kinds: Readonly<Record<string, ProfileKind>> = {
  goroutine: 'goroutine',
  goroutines: 'goroutine',
  goroutineleak: 'goroutineleak',
};

/** The kind that a Pyroscope name stands for. Undefined if it is not a profile of goroutines. */
export function kindOf(name: string | undefined): ProfileKind | undefined {
  return name !== undefined && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/**
 * Leaves out labels that begin with `__` and labels whose names are invalid in series. `sender` is the address that
 * distinguishes processes if no label does.
 */
export function nameSender(pairs: readonly LabelPair[], sender: string): Named {
  if (pairs.length > maxLabels)
    return refuse(`The profile has ${pairs.length} labels, and at most ${maxLabels} are allowed.`);
  const all: Record<string, string> = {};
  for (const { name, value } of pairs) {
    if (Buffer.byteLength(name) > maxNameBytes || Buffer.byteLength(value) > maxValueBytes) {
      return refuse(`A label is too long: names have ${maxNameBytes} bytes at most, values ${maxValueBytes}.`);
    }
    if (Object.hasOwn(all, name)) return refuse('The profile has a label twice.');
    if (!name.startsWith('__') && isLabelName(name) && value !== '') all[name] = value;
  }
  const { job, ...rest } = nameTarget(all);
  // Pyroscope also gives a name to a profile without a service.
  const service = rest['service'] ?? job ?? 'unknown_service';
  const instance = rest['instance'] === undefined || rest['instance'] === '' ? sender : rest['instance'];
  const kept = job === undefined || job === service ? {} : { job };
  return { is: 'a target', labels: { ...rest, ...kept, service, instance } };
}

function refuse(message: string): Named {
  return { is: 'refused', received: { outcome: 'invalid_labels', message } };
}
