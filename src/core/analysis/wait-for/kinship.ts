// Whether two goroutines can share a variable: they received the same object, or run methods of one type or closures of
// one function.
import { packageOf } from '../../causes/names.ts';
import { perObject } from '../../per-object.ts';
import type { Node, UserFrame } from './goroutines.ts';

/** `object`: both have the same address as an argument. `code`: by names only. */
type Kinship = 'object' | 'code';

/** Constants and functions have lower addresses; allocated objects have higher ones. */
const leastHeapAddress = 2 ** 32;

export function findKinship(a: Node, b: Node): Kinship | undefined {
  const objects = listObjects(a);
  if (objects.size > 0 && b.frames.some((frame) => frame.arguments.some(({ value }) => objects.has(value)))) {
    return 'object';
  }
  return a.frames.some((frame) => b.frames.some((other) => areOfOneCode(frame, other))) ? 'code' : undefined;
}

/** A goroutine is compared with all others. */
const listObjects = perObject(({ frames }: Node): ReadonlySet<number> => {
  const values = frames.flatMap((frame) => frame.arguments);
  return new Set(values.filter(({ value, stale }) => !stale && value >= leastHeapAddress).map(({ value }) => value));
});

function areOfOneCode(a: UserFrame, b: UserFrame): boolean {
  if (a.type !== '' || b.type !== '') {
    if (a.type !== b.type) return false;
    const [one, other] = [readReceiver(a), readReceiver(b)];
    return one === 0 || other === 0 || one === other;
  }
  return (a.closure || b.closure) && a.enclosing === b.enclosing;
}

/** The receiver of a method; 0 if the dump does not show it. A closure has none of its own. */
export function readReceiver({ type, closure, arguments: [first] }: UserFrame): number {
  return type === '' || closure || first === undefined || first.stale ? 0 : first.value;
}

/** Plain functions of one package may share its variables. */
export function shareVariablesOfPackage(a: UserFrame, b: UserFrame): boolean {
  return a.type === '' && b.type === '' && packageOf(a.name) === packageOf(b.name);
}
