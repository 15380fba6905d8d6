// Reads data frames in the JSON form of Grafana's HTTP API: a schema, and the values of each field.
import { z } from 'zod';
import { CommandFailure, exitStatus } from '../../exit-status.ts';

const field = z.object({
  name: z.string(),
  type: z.string().optional(),
  labels: z.record(z.string(), z.string()).nullish(),
});
const frame = z.object({
  schema: z.object({
    name: z.string().optional(),
    meta: z
      .object({
        notices: z.array(z.object({ text: z.string() })).nullish(),
        custom: z.looseObject({ none: z.string().nullish(), why: z.array(z.string()).nullish() }).nullish(),
      })
      .nullish(),
    fields: z.array(field),
  }),
  data: z.object({ values: z.array(z.array(z.unknown())) }),
});
const reply = z.object({
  results: z.record(z.string(), z.object({ error: z.string().nullish(), frames: z.array(frame).nullish() })),
});

export type GrafanaFrame = z.infer<typeof frame>;
export type Row = Readonly<Record<string, unknown>>;

/**
 * The frames of the answer to query `A`. If the query failed, throws a CommandFailure with the data source's message.
 */
export function readFrames(json: unknown): readonly GrafanaFrame[] {
  const read = reply.safeParse(json);
  const result = read.data?.results['A'];
  if (result === undefined) {
    throw new CommandFailure(exitStatus.unreadable, "Grafana's answer does not have the form of data frames.");
  }
  if (result.error) throw new CommandFailure(exitStatus.unreadable, `Parked in Grafana: ${result.error}`);
  return result.frames ?? [];
}

/** Rows of a table. Times are ISO 8601 and numbers have two decimals. Unknown values are left out. */
export function readRows({ schema, data }: GrafanaFrame): readonly Row[] {
  const length = data.values[0]?.length ?? 0;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(
      schema.fields
        .map(({ name, type }, at) => [name, tidy(data.values[at]?.[row], type)] as const)
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false),
    ),
  );
}

export function tidy(value: unknown, type: string | undefined): unknown {
  if (typeof value !== 'number') return value;
  if (type === 'time') return new Date(value).toISOString().replace(/\.\d+Z$/, 'Z');
  return Math.round(value * 100) / 100;
}
