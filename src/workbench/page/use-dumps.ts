// The open dumps. The worker reads each, its table is shown, and then it is judged.
import { useCallback, useEffect, useMemo, useState } from 'react';
import { createDumpReader, type DumpReaderClient } from '../dumps/client.ts';
import type { DumpPlace, DumpSummary, DumpVerdicts } from '../dumps/messages.ts';

export interface OpenDump {
  readonly key: string;
  readonly name: string;
  readonly bytes: number | undefined;
  readonly readBytes: number;
  readonly summary: DumpSummary | undefined;
  readonly verdicts: DumpVerdicts | undefined;
  /** A sentence; empty if nothing is wrong. */
  readonly problem: string;
}

export interface Dumps {
  readonly list: readonly OpenDump[];
  readonly reader: DumpReaderClient;
  /** Returns the key of the dump at once. */
  readonly open: (name: string, bytes: number | undefined, place: DumpPlace) => string;
  readonly close: (key: string) => void;
}

/** Long enough for the page to be drawn. */
const prepareMs = 200;

let lastKey = 0;

export function useDumps(): Dumps {
  const reader = useMemo(() => createDumpReader(), []);
  // Starts the worker once the page is idle.
  useEffect(() => {
    const timer = setTimeout(() => {
      // If it fails to start, the first dump reports it.
      reader.prepare().catch(() => undefined);
    }, prepareMs);
    return () => clearTimeout(timer);
  }, [reader]);
  const [list, setList] = useState<readonly OpenDump[]>([]);
  const change = useCallback(
    (key: string, part: Partial<OpenDump>) =>
      setList((before) => before.map((one) => (one.key === key ? { ...one, ...part } : one))),
    [],
  );
  const open = useCallback(
    (name: string, bytes: number | undefined, place: DumpPlace) => {
      const key = `dump-${++lastKey}`;
      const fresh = { key, name, bytes, readBytes: 0, summary: undefined, verdicts: undefined, problem: '' };
      setList((before) => [...before, fresh]);
      reader
        .open(name, place, (readBytes) => change(key, { readBytes }))
        .then(async (summary) => {
          change(key, { summary });
          change(key, { verdicts: await reader.judge(summary.id) });
        })
        .catch((error: unknown) => change(key, { problem: error instanceof Error ? error.message : String(error) }));
      return key;
    },
    [reader, change],
  );
  const close = useCallback(
    (key: string) =>
      setList((before) => {
        const gone = before.find((one) => one.key === key);
        if (gone?.summary !== undefined) void reader.close(gone.summary.id);
        return before.filter((one) => one.key !== key);
      }),
    [reader],
  );
  return { list, reader, open, close };
}
