// Reads the messages of a protobuf input: one profile, or several in a row.
import { limits } from '../limits.ts';
import { FieldReader } from './field-reader.ts';
import type { IssueLog } from './issues.ts';
import type { ProfileMessage } from './profile-message.ts';
import type { Tables } from './profile-tables.ts';
import { WireError, WireReader } from './protobuf-wire.ts';
import type { ReaderPools } from './reader-pools.ts';
import type { Steps } from '../steps.ts';
import { cost, TableBudget } from './table-budget.ts';

/** Bytes per step: well under a millisecond of work. */
const bytesPerStep = 64 * 1024;

/** Reads every profile of a concatenation. Never throws: `cut` tells where a message broke off. */
export function* readProfileMessages(
  bytes: Uint8Array,
  issues: IssueLog,
  pools: ReaderPools,
  maxBytes: number = limits.profileTables.value,
  onTables: (bytes: number) => unknown = () => undefined,
): Steps<ProfileMessage[]> {
  const budget = new TableBudget(maxBytes);
  const messages: ProfileMessage[] = [];
  const reader = new WireReader(bytes, 0, bytes.length);
  let steppedAt = 0;
  do {
    // Many small profiles are as much work as one large text.
    if (reader.at > steppedAt + bytesPerStep) {
      steppedAt = reader.at;
      onTables(budget.bytes);
      yield;
    }
    const message = emptyMessage(pools.takeTables(bytes), reader.at);
    messages.push(message);
    const fields = new FieldReader(reader, message, issues, budget);
    try {
      if (messages.length > 1) budget.spend(cost.message, reader.at);
      while (fields.read(reader.at + bytesPerStep)) {
        onTables(budget.bytes);
        yield;
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      message.cut = error;
      break;
    }
  } while (reader.at < bytes.length);
  onTables(budget.bytes);
  return messages;
}

function emptyMessage(tables: Tables, offset: number): ProfileMessage {
  return {
    sampleTypes: [],
    samples: [],
    mappings: [],
    ...tables,
    timeNanos: 0,
    durationNanos: 0,
    periodType: undefined,
    defaultSampleType: 0,
    cut: undefined,
    offset,
  };
}
