// Finds goroutines that serve objects and ask one another: each waits in a method of the object that the next one
// serves. Two workers that send to each other, two components that stop each other.
import { readReceiver } from './kinship.ts';
import type { Node, UserFrame } from './goroutines.ts';
import { readService } from './servers.ts';

interface Asker {
  readonly node: Node;
  /** The method of the other object, in which it waits. */
  readonly asks: UserFrame;
}

/** More goroutines of one stack ask for the same reason: they queue. */
export const maxAlike = 100;
/** Each is compared with all goroutines of its object's type. */
const maxAskers = 200;

/** In their order, each circle once. */
export function findAskCircles(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const askers = nodes.flatMap((node) => readAsker(node) ?? []);
  if (askers.length < 2 || askers.length > maxAskers) return [];
  const types = new Set(askers.map(({ asks }) => asks.type));
  const related = nodes.filter(({ frames }) => frames.some(({ type }) => types.has(type)));
  const serversOf = keepStuck(new Map(askers.map((asker) => [asker.node, findServing(asker, related)])));
  const told = new Set<Node>();
  return [...serversOf.keys()].flatMap((node) => {
    if (told.has(node)) return [];
    const circle = followToCircle(node, serversOf);
    if (circle.some((one) => told.has(one))) return [];
    for (const one of circle) told.add(one);
    return [circle];
  });
}

/** Goroutines that wait for nothing but another goroutine, within a method that a method of another object called. */
function readAsker(node: Node): Asker | undefined {
  const service = readService(node);
  const [asks, ...outer] = node.frames;
  if (node.id === 0 || node.entry.entry.count > maxAlike) return undefined;
  if (service === undefined || service === 'condition') return undefined;
  if (asks === undefined || asks.type === '' || asks.closure) return undefined;
  return outer.some((frame) => isOther(frame, asks)) ? { node, asks } : undefined;
}

/** A method of another type, or of another object where the dump shows both. */
function isOther(frame: UserFrame, asks: UserFrame): boolean {
  if (frame.type === '' || frame.closure) return false;
  const [one, other] = [readReceiver(frame), readReceiver(asks)];
  return frame.type === asks.type ? one > 0 && other > 0 && one !== other : true;
}

/** Goroutines that are in another method of the object. */
const findServing = (asker: Asker, nodes: readonly Node[]): readonly Node[] =>
  nodes.filter((node) => node !== asker.node && serves(node, asker));

function serves({ frames, entry }: Node, { asks }: Asker): boolean {
  return frames.some((frame, depth) => {
    if (frame.type !== asks.type) return false;
    const [one, other] = [readReceiver(frame), readReceiver(asks)];
    if (one > 0 && other > 0 && one !== other) return false;
    // In the same call it asks as well, on behalf of its own callers.
    return depth > 0 || (frame.name !== asks.name && entry.stack.state !== 'chan send');
  });
}

/** Who has a server that may continue is not stuck, nor is who has none. */
function keepStuck(serversOf: Map<Node, readonly Node[]>): ReadonlyMap<Node, readonly Node[]> {
  for (let before = -1; before !== serversOf.size;) {
    before = serversOf.size;
    for (const [node, servers] of serversOf) {
      if (servers.length === 0 || !servers.every((one) => serversOf.has(one))) serversOf.delete(node);
    }
  }
  return serversOf;
}

/** Each has a server, so following them ends in a circle. */
function followToCircle(start: Node, serversOf: ReadonlyMap<Node, readonly Node[]>): readonly Node[] {
  const path: Node[] = [];
  for (let node = start; ; node = serversOf.get(node)![0]!) {
    const at = path.indexOf(node);
    if (at >= 0) return path.slice(at);
    path.push(node);
  }
}
