// Reads CockroachDB's debug=3: the protobuf of debug=0 with one sample a goroutine, whose number, state and wait are labels.
import type { ProtobufFormat } from './formats.ts';
import { samplesFormat } from './samples.ts';

export const goroutineSamplesFormat: ProtobufFormat = {
  medium: 'protobuf',
  claims: () => false,
  read: samplesFormat.read,
};
