// Recordings made from recordings: what logs, chats and terminals do to a dump.
import type { Recipe } from './recipe.ts';
import { readRecording, type Recording } from './recording.ts';
import { crashTransports, rowTransports, transports, type Transport } from './transport.ts';

const dump = 'small-go1.26-debug2';
const rows = 'small-go1.26-debug1';
const quit = 'crash-panic-traceback-all-go1.26';
const proto = 'small-go1.26-debug0';

export function transportRecipes(): readonly Recipe[] {
  return [
    ...transports.map((transport) => changed(dump, transport)),
    ...[...transports, ...rowTransports].map((transport) => changed(rows, transport)),
    ...transports
      .filter(({ name }) => ['kubectl-timestamps', 'compose', 'journald'].includes(name))
      .map((transport) => changed(quit, transport)),
    ...crashTransports.map((transport) => changed(quit, transport)),
    joined('joined-dump-and-rows', dump, rows),
    joined('joined-rows', rows, 'small-go1.20-debug1'),
    joined('joined-dumps', dump, 'small-go1.20-debug2'),
    joined('joined-crashes', quit, 'crash-deadlock-go1.26'),
    cutProto(),
  ];
}

function changed(from: string, { name, what, change }: Transport): Recipe {
  const recording = `transport-${name}-of-${from}`;
  return {
    name: recording,
    take: async () => {
      const original = readRecording(from);
      const bytes = change(original);
      // Texts that changed completely are counted anew; the others keep the counts of their source.
      const counted = ['cut', 'twice', 'docker-json'].includes(name) ? bytes : original;
      return [make(recording, bytes, from, what, counted)];
    },
  };
}

function joined(name: string, first: string, second: string): Recipe {
  return {
    name: `transport-${name}`,
    take: async () => {
      const bytes = Buffer.concat([readRecording(first), readRecording(second)]);
      return [make(`transport-${name}`, bytes, first, `followed by ${second}`, bytes)];
    },
  };
}

function cutProto(): Recipe {
  const name = `transport-cut-of-${proto}`;
  return {
    name,
    take: async () => {
      const original = readRecording(proto);
      const cut = original.subarray(0, Math.floor(original.length / 2));
      return [{ ...make(name, cut, proto, 'cut off in the middle', cut), extension: 'pb.gz' }];
    },
  };
}

function make(name: string, bytes: Uint8Array, from: string, changedHow: string, countAs: Uint8Array): Recording {
  const origin = { go: 'as there', program: `the recording ${from}`, taken: 'as there', changed: changedHow };
  return { name, bytes, extension: bytes[0] === 0x1f && bytes[1] === 0x8b ? 'pb.gz' : 'txt', origin, countAs };
}
