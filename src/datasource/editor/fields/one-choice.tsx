// Grafana's Combobox, safe to live on after a choice: in Grafana 12.4 one that is given its own choice back answers it
// for ever (React's error 185). So every value has a Combobox of its own, and the keyboard goes on where it was.
import React, { useLayoutEffect, useRef } from 'react';
import { Combobox } from '@grafana/ui';
import type { ListedChoice } from './load-choices.ts';

export interface ChoiceOption<Value extends string> extends Omit<ListedChoice, 'value'> {
  readonly value: Value;
}

interface Props<Value extends string> {
  /** The `id` of the input. */
  readonly id: string;
  /** All there are, or what completes the text typed. */
  readonly options: ChoiceOption<Value>[] | ((typed: string) => Promise<ChoiceOption<Value>[]>);
  readonly value: Value | ChoiceOption<Value> | null;
  /** Null: cleared. */
  readonly onChange: (value: Value | null) => void;
  readonly isClearable?: boolean;
  readonly createCustomValue?: boolean;
  readonly customValueDescription?: string;
  readonly placeholder?: string;
  readonly width?: number;
  readonly invalid?: boolean;
  readonly disabled?: boolean;
  readonly 'aria-labelledby'?: string;
}

/** Tells of a choice once, and not at all when it is what is chosen already. */
export function OneChoice<Value extends string>({ onChange, isClearable = false, ...rest }: Props<Value>) {
  const value = typeof rest.value === 'object' ? (rest.value?.value ?? null) : rest.value;
  const choose = (chosen: Value | null) => chosen !== value && onChange(chosen);
  const focusRef = useKeptFocus(rest.id, value);
  const change = (chosen: { readonly value: Value } | null) => {
    focusRef.current = document.activeElement?.id === rest.id;
    choose(chosen?.value ?? null);
  };
  return isClearable ? (
    <Combobox key={value} {...rest} isClearable onChange={change} />
  ) : (
    <Combobox key={value} {...rest} onChange={change} />
  );
}

/** Focus goes to the new input where it was in the old one, and nobody has it since. */
function useKeptFocus(id: string, value: string | null) {
  const focusRef = useRef(false);
  useLayoutEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (focusRef.current && isLost) document.getElementById(id)?.focus();
    focusRef.current = false;
  }, [id, value]);
  return focusRef;
}
