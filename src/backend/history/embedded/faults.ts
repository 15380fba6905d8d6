// Explains faults of a file on disk to the administrator who must fix them.
import type { Problem } from '../../../core/problem.ts';
import { isOutOfDescriptors, readDescriptorLimit } from '../../descriptors.ts';
import { Damage } from '../columns/byte-reader.ts';

type Fault = 'full' | 'descriptors' | 'unwritable' | 'busy' | 'corrupt' | 'unreadable' | 'foreign' | 'missing';

/** SQLite's primary result codes. */
const faultsByCode: Readonly<Record<number, Fault>> = {
  1: 'foreign',
  3: 'unwritable',
  5: 'busy',
  6: 'busy',
  8: 'unwritable',
  10: 'unreadable',
  11: 'corrupt',
  13: 'full',
  14: 'unwritable',
  // A constraint failed, for example a duplicate name, so the file does not contain what was written.
  19: 'corrupt',
  20: 'corrupt',
  23: 'unwritable',
  26: 'corrupt',
};

/** Error codes of the operating system. */
const faultsBySystemCode: Readonly<Record<string, Fault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'unwritable',
  EPERM: 'unwritable',
  EROFS: 'unwritable',
  ENOTDIR: 'unwritable',
  EEXIST: 'unwritable',
  ENOENT: 'unwritable',
  ELOOP: 'unwritable',
  ENAMETOOLONG: 'unwritable',
  EIO: 'unreadable',
  EMFILE: 'descriptors',
  ENFILE: 'descriptors',
};

/** `IOERR_SHMSIZE`: no space for the index of the write-ahead log. */
const sharedMemorySizeCode = 4874;

/** `CANTOPEN`, whatever the reason. */
const cannotOpenCode = 14;

/** Undefined if the error is not a fault of the file, which means it is a bug. */
export function findFault(error: unknown): Fault | undefined {
  if (error instanceof Damage) return 'corrupt';
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
  if (code === 'ERR_UNKNOWN_BUILTIN_MODULE' || code === 'ERR_MODULE_NOT_FOUND') return 'missing';
  const fault = typeof code === 'string' ? faultsBySystemCode[code] : undefined;
  if (fault) return fault;
  if (typeof errcode !== 'number') return undefined;
  if (errcode === sharedMemorySizeCode) return 'full';
  if ((errcode & 0xff) === cannotOpenCode && isOutOfDescriptors()) return 'descriptors';
  return faultsByCode[errcode & 0xff];
}

const advice: Readonly<Record<Fault, string>> = {
  full: 'the disk is full. Free some space, or lower the bounds of history. Sampling resumes as soon as there is space',
  descriptors:
    `this process may open no more files (${readDescriptorLimit()}, "ulimit -n"). Raise the limit for Grafana ` +
    '(LimitNOFILE under systemd). Sampling resumes as soon as descriptors are free',
  unwritable:
    "it cannot be written. Give Grafana's user write permission there, or set another folder as history_dir in the plugin's section of grafana.ini",
  busy: 'another program has locked it',
  corrupt: 'it is damaged',
  unreadable: 'the disk reports an error',
  foreign: 'it is not a history file of this version of Parked. Move it away, and Parked starts a new one',
  missing: 'this Node.js has no SQLite for a file. Use Node.js 22.13 or later, or the executable',
};

/** `place` is the file path, for the administrator. It contains no secret. */
export function describeFault(fault: Fault, place: string): Problem {
  return {
    code: `history_${fault}`,
    status: 500,
    source: 'plugin',
    message: `History is paused: ${advice[fault]} (${place}). Live answers continue.`,
  };
}
