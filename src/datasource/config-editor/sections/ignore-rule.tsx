// A rule about healthy stacks. All given conditions must hold.
import React from 'react';
import { conditions } from '../fields/condition-text.ts';
import { DraftField, type Format } from '../fields/draft-field.tsx';
import { SwitchField } from '../fields/switch-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import type { IgnoreRuleEntry } from '../options.ts';
import { put, readAmount } from '../put.ts';

interface Props {
  readonly rule: IgnoreRuleEntry;
  readonly change: (rule: IgnoreRuleEntry) => void;
  readonly field: string;
}

const texts = [
  [
    'top',
    'Innermost function',
    'A name, pkg.* for a package, path/* for all packages below.',
    'shop/mail.(*Pool).work',
  ],
  ['any', 'Any function', 'Anywhere in the stack.', 'shop/bus.*'],
  ['entry', 'Outermost function', 'What the goroutine was started with.', 'shop/cache.(*Cache).evict'],
  ['creator', 'Creator', 'The function in “created by”, which only dumps know.', 'shop/cache.New'],
  ['state', 'State', 'Why it is parked, or how that begins.', 'chan receive'],
] as const;

export function IgnoreRuleFields({ rule, change, field }: Props) {
  return (
    <>
      <TextField
        label="What it is"
        description="In a few words, for those who read the list."
        field={`${field}.what`}
        value={rule.what}
        placeholder="workers of the mail pool"
        onChange={(text) => change(put(rule, 'what', text))}
      />
      {texts.map(([key, label, description, example], index) => (
        <TextField
          key={key}
          label={label}
          description={description}
          // A rule without conditions reports its problem at the first field.
          field={index === 0 ? field : `${field}.${key}`}
          {...(index === 0 ? { within: 'within' as const } : {})}
          value={rule[key]}
          placeholder={example}
          onChange={(text) => change(put(rule, key, text))}
        />
      ))}
      <DraftField
        label="pprof label"
        description="One label with its value."
        field={`${field}.label`}
        value={rule.label}
        format={oneLabel}
        placeholder={'role="janitor"'}
        onChange={(label) => change(put(rule, 'label', label))}
      />
      <SwitchField
        label="No own code"
        description="Only stacks without a frame of your own code."
        field={`${field}.foreign`}
        value={rule.foreign ?? false}
        onChange={(on) => change(put(rule, 'foreign', on ? true : undefined))}
      />
      <TextField
        label="At most"
        description="More goroutines than this in one process are shown again."
        field={`${field}.maxCount`}
        value={rule.maxCount}
        placeholder="200"
        onChange={(text) => change(put(rule, 'maxCount', readAmount(text)))}
      />
    </>
  );
}

const oneLabel: Format<IgnoreRuleEntry['label']> = {
  write: (label) => (label ? conditions.write([{ label: label.name, op: '=', value: label.value }]) : ''),
  read: (text) => {
    const read = conditions.read(text);
    if ('problem' in read || read.value.length > 1 || read.value.some(({ op }) => op !== '=')) {
      return { problem: 'Write one label as name="value".' };
    }
    const [one] = read.value;
    return { value: one && { name: one.label, value: one.value } };
  },
};
