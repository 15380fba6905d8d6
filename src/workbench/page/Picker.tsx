// A labelled choice among a few names, such as instances or dumps.
import React from 'react';
import { cleanText } from '../words.ts';

interface PickerProps {
  readonly label: string;
  /** Text for no choice. */
  readonly none: string;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  /** The chosen id; empty for none. */
  readonly value: string;
  readonly onPick: (id: string) => void;
}

export function Picker({ label, none, options, value, onPick }: PickerProps): React.JSX.Element {
  return (
    <label className="against">
      <span>{label}</span>
      <select value={value} onChange={(event) => onPick(event.target.value)}>
        <option value="">{none}</option>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {cleanText(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
