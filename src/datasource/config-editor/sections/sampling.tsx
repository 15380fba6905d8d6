// How often samples are taken, and how long they are kept.
import React from 'react';
import { formatDuration } from '../../../core/query/duration.ts';
import { SwitchField } from '../fields/switch-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { useForm } from '../form.tsx';
import type { ParkedOptions } from '../options.ts';
import { put } from '../put.ts';
import { usualIdleMs, usualIntervalMs, usualRetentionMs } from '../../../core/agreed-times.ts';

const durations = [
  [
    'interval',
    'Interval',
    'Least time between two samples of a target, from 1s to 1h.',
    formatDuration(usualIntervalMs),
  ],
  [
    'retention',
    'Keep for',
    'How long samples are kept, from 1h to 400d, within the bound on history.',
    formatDuration(usualRetentionMs),
  ],
  [
    'leakProfile',
    'Leak profile',
    "How often the runtime's leak profile is taken, which makes a target collect its garbage: off, or 1h at the least.",
    'off',
  ],
  [
    'idle',
    'Stop when unused for',
    'Grafana does not tell when a data source is deleted, so sampling stops after this long without a request.',
    formatDuration(usualIdleMs),
  ],
] as const;

export function SamplingFields() {
  const { options, set } = useForm();
  const sampling: NonNullable<ParkedOptions['sampling']> = options.jsonData.sampling ?? {};
  return (
    <>
      <SwitchField
        label="Take samples"
        description="Off where several Grafanas or parked collect share the work, and this one only reads."
        field="sampling.enabled"
        value={sampling.enabled ?? true}
        onChange={(on) => set('sampling', put(sampling, 'enabled', on ? undefined : false))}
      />
      {durations.map(([key, label, description, fallback]) => (
        <TextField
          key={key}
          label={label}
          description={description}
          field={`sampling.${key}`}
          value={sampling[key]}
          placeholder={fallback}
          onChange={(text) => set('sampling', put(sampling, key, text))}
        />
      ))}
    </>
  );
}
