// Healthy, long-lived stacks to hide.
import React from 'react';
import { Field, MultiCombobox } from '@grafana/ui';
import { ignorePackIds } from '../../../core/ignore/model.ts';
import { defaultPacks } from '../../../core/query/settings-ignore.ts';
import { fieldId, nameId, NamingLabel } from '../fields/field-text.tsx';
import { TextField } from '../fields/text-field.tsx';
import { EntryList } from '../entry-list.tsx';
import { useForm } from '../form.tsx';
import type { IgnoreRuleEntry, ParkedOptions } from '../options.ts';
import { put } from '../put.ts';
import { IgnoreRuleFields } from './ignore-rule.tsx';

export function IgnoreFields() {
  const { options, readOnly, problemAt, set } = useForm();
  const ignore: NonNullable<ParkedOptions['ignore']> = options.jsonData.ignore ?? {};
  const packs = ignore.packs ?? defaultPacks;
  const packsProblem = problemAt('ignore.packs', 'within');
  return (
    <>
      <Field
        label={
          <NamingLabel
            label="Ignore packs"
            description="Rules that come with Parked, for the standard library and common packages."
            field="ignore.packs"
          />
        }
        error={packsProblem}
        invalid={packsProblem !== undefined}
      >
        <MultiCombobox
          id={fieldId('ignore.packs')}
          aria-labelledby={nameId('ignore.packs')}
          options={[...new Set([...ignorePackIds, ...packs])].map((value) => ({ value, label: value }))}
          value={[...packs]}
          placeholder="None"
          onChange={(chosen) => {
            const names = chosen.map(({ value }) => value);
            // The default packs are not saved, so that packs of later versions are added to them. An empty list is
            // saved.
            set('ignore', isDefault(names) ? put(ignore, 'packs', undefined) : { ...ignore, packs: names });
          }}
          disabled={readOnly}
        />
      </Field>
      <EntryList<IgnoreRuleEntry>
        noun="rule"
        entries={ignore.rules}
        empty={{ top: '' }}
        onChange={(rules) => set('ignore', put(ignore, 'rules', rules))}
        render={(rule, change, index) => (
          <IgnoreRuleFields rule={rule} change={change} field={`ignore.rules[${index}]`} />
        )}
      />
      <TextField
        label="goleak options"
        description="Go source with options that tests already use: IgnoreTopFunction, IgnoreAnyFunction and IgnoreCreatedBy count."
        field="ignore.goleak"
        value={ignore.goleak}
        rows={3}
        placeholder={'goleak.IgnoreTopFunction("shop/audit.(*Writer).run"),'}
        onChange={(text) => set('ignore', put(ignore, 'goleak', text))}
      />
    </>
  );
}

function isDefault(names: readonly string[]): boolean {
  return names.length === defaultPacks.length && defaultPacks.every((name) => names.includes(name));
}
