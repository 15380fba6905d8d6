// Grafana's Combobox takes an option that is equal but not the same for a new choice, and tells of it for ever.
import { useMemo } from 'react';

/** The same object for as long as it says the same. For plain data. */
export function useStable<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  return useMemo(() => JSON.parse(text) as Value, [text]);
}
