// Bounds that one data source may have otherwise than the rest.
import React from 'react';
import { formatDuration } from '../../../core/query/duration.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import { limits, type LimitName } from '../../../core/limits.ts';
import { TextField } from '../fields/text-field.tsx';
import { useForm } from '../form.tsx';
import { put, readAmount } from '../put.ts';

const settable = (Object.keys(limits) as LimitName[]).filter((name) => !limits[name].fixed);

export function BoundFields() {
  const { options, set } = useForm();
  const { bounds = {}, timeout } = options.jsonData;
  return (
    <>
      <TextField
        label="Timeout"
        description="Seconds for a whole fetch; fetchTimeout below when empty."
        field="timeout"
        value={timeout}
        placeholder="10"
        onChange={(text) => set('timeout', readAmount(text))}
      />
      {settable.map((name) => (
        <TextField
          key={name}
          label={name}
          description={`${limits[name].why.charAt(0).toUpperCase()}${limits[name].why.slice(1)}.`}
          field={`bounds.${name}`}
          value={bounds[name]}
          placeholder={spell(name)}
          onChange={(text) =>
            set('bounds', put<Record<string, string | number>, string>(bounds, name, readAmount(text)))
          }
        />
      ))}
    </>
  );
}

/** The default, as it would be typed. */
function spell(name: LimitName): string {
  const { unit, value } = limits[name];
  if (unit === 'ms') return formatDuration(value);
  return unit === 'bytes' ? formatSize(value).replace(' ', '') : String(value);
}
