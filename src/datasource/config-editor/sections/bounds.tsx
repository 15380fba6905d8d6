// Bounds of this data source that differ from the defaults.
import React from 'react';
import { formatDuration } from '../../../core/query/duration.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import { limits } from '../../../core/limits.ts';
import { boundTitles, describeBound, type SettableBound } from '../../../core/bound-titles.ts';
import { TextField } from '../fields/text-field.tsx';
import { useForm } from '../form.tsx';
import { put, readAmount } from '../put.ts';

const settable = Object.keys(boundTitles) as readonly SettableBound[];

export function BoundFields() {
  const { options, set } = useForm();
  const { timeout } = options.jsonData;
  const bounds: Readonly<Record<string, number | string>> = options.jsonData.bounds ?? {};
  return (
    <>
      <TextField
        label="Timeout of the URL"
        description="Seconds for a whole fetch from the URL above. The longest fetch below when empty."
        field="timeout"
        value={timeout}
        placeholder="10"
        onChange={(text) => set('timeout', readAmount(text))}
      />
      {settable.map((name) => (
        <TextField
          key={name}
          label={boundTitles[name]}
          description={describeBound(name)}
          field={`bounds.${name}`}
          value={bounds[name]}
          placeholder={format(name)}
          onChange={(text) => set('bounds', put(bounds, name, readAmount(text)))}
        />
      ))}
    </>
  );
}

/** The default in the form of the input. */
function format(name: SettableBound): string {
  const { unit, value } = limits[name];
  if (unit === 'ms') return formatDuration(value);
  return unit === 'bytes' ? formatSize(value).replace(' ', '') : String(value);
}
