// Keeps an object's identity. Grafana's Combobox takes an equal copy for a new choice and reports it without end.
import { useMemo } from 'react';

/** Returns the same object while its JSON is the same. */
export function useStable<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  return useMemo(() => JSON.parse(text) as Value, [text]);
}
