// The state shared by all parts of the config editor: settings, changes and problems.
import { createContext, useContext, useMemo } from 'react';
import type { Options, ParkedOptions } from './options.ts';
import { listProblems, type SettingProblem } from './problems.ts';
import { dropNulls, put } from './put.ts';

interface Form {
  readonly options: Options;
  /** Provisioned settings are read-only. */
  readonly readOnly: boolean;
  readonly problems: readonly SettingProblem[];
  readonly change: (options: Options) => void;
  /** Sets a key of `jsonData`; an empty value removes it. */
  readonly set: <K extends keyof ParkedOptions>(key: K, value: ParkedOptions[K] | undefined) => void;
  /** The problem of this field; with `within`, also of its parts. */
  readonly problemAt: (field: string, within?: 'within') => string | undefined;
}

const FormContext = createContext<Form | undefined>(undefined);
export const FormProvider = FormContext.Provider;

export function useForm(): Form {
  const form = useContext(FormContext);
  if (form === undefined) throw new Error('A field of the config editor stands outside of its form.');
  return form;
}

/** Creates the form from the props of a config editor. */
export function useNewForm(stored: Options, change: (options: Options) => void): Form {
  const options = useMemo(() => ({ ...stored, jsonData: dropNulls(stored.jsonData) }), [stored]);
  const problems = useMemo(() => listProblems(options), [options]);
  return {
    options,
    readOnly: options.readOnly === true,
    problems,
    change,
    set: (key, value) => change({ ...options, jsonData: put(options.jsonData, key, value) }),
    problemAt: (field, within) =>
      problems.find((one) => one.field === field || (within && isWithin(one.field, field)))?.message,
  };
}

function isWithin(field: string, whole: string): boolean {
  return field.startsWith(`${whole}.`) || field.startsWith(`${whole}[`);
}
