// The memory that an answer holds while it is worked on and until it is sent. All answers of the process share one
// budget. One data source has at most half of it, so that its targets cannot keep others from being answered.
import { limits } from '../../core/limits.ts';
import { answerMemory, type MemoryLease } from '../memory-budget.ts';

export interface AnswerMemory {
  /** Counts more bytes. False if there is no room for them. */
  add(bytes: number): boolean;
  /** Counts an object that other answers may hold as well. It counts once for all of them. */
  share(object: object, bytes: number): boolean;
  /** Gives everything back. */
  release(): void;
}

export interface MemoryOwner {
  readonly fromAlert: boolean;
  /** The data source of the answer. */
  readonly owner: string;
}

interface SharedObject {
  holders: number;
  readonly bytes: number;
  readonly lease: MemoryLease;
  readonly owner: string;
}

/** Objects that answers share, with the answers that hold them. Process-wide: answers of all calls share them. */
const shared = new WeakMap<object, SharedObject>();

/** Bytes held for each data source. Process-wide, like the budget that they are part of. */
const heldByOwner = new Map<string, number>();

const maxPerOwner = limits.answerMemory.value / 2;

export function openAnswerMemory({ fromAlert, owner }: MemoryOwner): AnswerMemory {
  const lease = answerMemory.open(fromAlert ? 'rules' : 'people');
  const objects = new Set<SharedObject>();
  let own = 0;

  function share(object: object, bytes: number): boolean {
    const known = shared.get(object);
    if (known !== undefined && known.holders > 0) {
      if (objects.has(known)) return true;
      known.holders++;
      objects.add(known);
      return true;
    }
    if (!fitsOwner(owner, bytes)) return false;
    const one: SharedObject = { holders: 1, bytes, lease: answerMemory.open(fromAlert ? 'rules' : 'people'), owner };
    if (!one.lease.tryHold(bytes)) return false;
    noteOwner(owner, bytes);
    shared.set(object, one);
    objects.add(one);
    return true;
  }

  return {
    add(bytes) {
      if (!fitsOwner(owner, bytes) || !lease.tryHold(own + bytes)) return false;
      own += bytes;
      noteOwner(owner, bytes);
      return true;
    },
    share,
    release() {
      lease.release();
      noteOwner(owner, -own);
      own = 0;
      for (const one of objects) {
        if (--one.holders > 0) continue;
        one.lease.release();
        noteOwner(one.owner, -one.bytes);
      }
      objects.clear();
    },
  };
}

function fitsOwner(owner: string, bytes: number): boolean {
  return (heldByOwner.get(owner) ?? 0) + bytes <= maxPerOwner;
}

function noteOwner(owner: string, bytes: number): void {
  const held = (heldByOwner.get(owner) ?? 0) + bytes;
  if (held <= 0) heldByOwner.delete(owner);
  else heldByOwner.set(owner, held);
}
