// perftools.profiles.Profile as it is on the wire: tables with unresolved indices. The readers of samples resolve and
// check the indices.
import type { Int } from './int.ts';
import type { Tables } from './profile-tables.ts';
import type { WireError } from './protobuf-wire.ts';

export interface ValueType {
  readonly type: Int;
  readonly unit: Int;
}

export interface LabelMessage {
  readonly key: Int;
  readonly str: Int;
  readonly num: Int;
  readonly numUnit: Int;
}

export interface SampleMessage {
  readonly locations: readonly Int[];
  readonly values: readonly Int[];
  readonly labels: readonly LabelMessage[];
  readonly offset: number;
}

export interface MappingMessage {
  readonly filename: Int;
  readonly buildId: Int;
}

/** The tables are borrowed. Return them to their pools when the message is no longer used. */
export interface ProfileMessage extends Tables {
  readonly sampleTypes: ValueType[];
  readonly samples: SampleMessage[];
  readonly mappings: MappingMessage[];
  timeNanos: Int;
  durationNanos: Int;
  periodType: ValueType | undefined;
  defaultSampleType: Int;
  /** The message ended early, or broke off at bytes that are not protobuf. */
  cut: WireError | undefined;
  readonly offset: number;
}
