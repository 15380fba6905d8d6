// The forms of goroutine profiles. A new form is one new file and one line here.
import { countsFormat } from './counts.ts';
import { dumpFormat } from './dump/dump.ts';
import { goroutineSamplesFormat } from './goroutine-samples.ts';
import type { ProtobufFormat, TextFormat } from './format.ts';
import type { ProfileFormat } from './model.ts';
import { samplesFormat } from './samples.ts';
import { bareStacksFormat } from './tools/bare-stacks.ts';
import { delveFormat } from './tools/delve.ts';
import { foldedFormat } from './tools/folded-stacks.ts';
import { gdbFormat } from './tools/gdb.ts';
import { panicparseFormat } from './tools/panicparse.ts';
import { pprofListingFormat } from './tools/pprof-listing.ts';
import { pprofRawFormat } from './tools/pprof-raw.ts';
import { pprofTracesFormat } from './tools/pprof-traces.ts';

/** Later forms are more specific: the last that claims an input reads it. */
export const formats: Readonly<Record<ProfileFormat, TextFormat | ProtobufFormat>> = {
  'debug=0': samplesFormat,
  'debug=1': countsFormat,
  'debug=2': dumpFormat,
  'debug=3': goroutineSamplesFormat,
  stacks: bareStacksFormat,
  delve: delveFormat,
  gdb: gdbFormat,
  'pprof -traces': pprofTracesFormat,
  'pprof -top': pprofListingFormat,
  'pprof -raw': pprofRawFormat,
  folded: foldedFormat,
  panicparse: panicparseFormat,
};

export const textFormats = Object.values(formats).filter((format) => format.medium === 'text');
export const protobufFormats = Object.values(formats)
  .filter((format) => format.medium === 'protobuf')
  .reverse();
