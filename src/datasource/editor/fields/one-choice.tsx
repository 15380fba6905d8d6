// Grafana's Combobox. In Grafana 12.4 it reports a choice endlessly when the choice comes back as its value (React's
// error 185), so every value gets a new Combobox. The keyboard focus moves along.
import React, { useLayoutEffect, useRef } from 'react';
import { Combobox } from '@grafana/ui';
import type { ListedChoice } from './load-choices.ts';

interface ChoiceOption<Value extends string> extends Omit<ListedChoice, 'value'> {
  readonly value: Value;
}

interface Props<Value extends string> {
  /** The `id` of the input. */
  readonly id: string;
  /** All options, or a function that completes the typed text. */
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

/** Reports a choice once, and only when it differs from the value. */
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

/** Moves the focus from the old input to the new one, unless something else took it. */
function useKeptFocus(id: string, value: string | null) {
  const focusRef = useRef(false);
  useLayoutEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (focusRef.current && isLost) document.getElementById(id)?.focus();
    focusRef.current = false;
  }, [id, value]);
  return focusRef;
}
