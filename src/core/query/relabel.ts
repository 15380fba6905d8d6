// Rewrites the labels of a discovered target, as Prometheus does with `relabel_configs`.
import type { Labels } from '../labels.ts';
import { compileExpression } from '../regular-expression.ts';
import type { RelabelRule } from './settings-relabel.ts';

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Undefined if a rule drops the target. A label with an empty value is none. */
export function relabel(labels: Labels, rules: readonly RelabelRule[]): Labels | undefined {
  let current = labels;
  for (const rule of rules) {
    const next = apply(current, rule);
    if (next === undefined) return undefined;
    current = next;
  }
  return current;
}

function apply(labels: Labels, rule: RelabelRule): Labels | undefined {
  const { action, sourceLabels, separator, targetLabel, replacement } = rule;
  const compiled = compileExpression(rule.regex, 'regex', rule);
  // Reading the settings has refused invalid expressions.
  if (!compiled.ok) return undefined;
  const regex = compiled.value;
  const value = sourceLabels.map((name) => labels[name] ?? '').join(separator);
  switch (action) {
    case 'keep':
      return regex.matches(value) ? labels : undefined;
    case 'drop':
      return regex.matches(value) ? undefined : labels;
    case 'keepequal':
      return (labels[targetLabel] ?? '') === value ? labels : undefined;
    case 'dropequal':
      return (labels[targetLabel] ?? '') === value ? undefined : labels;
    case 'lowercase':
      return set(labels, targetLabel, value.toLowerCase());
    case 'uppercase':
      return set(labels, targetLabel, value.toUpperCase());
    case 'replace': {
      const groups = regex.groups(value);
      if (groups === undefined) return labels;
      return set(labels, expand(targetLabel, groups), expand(replacement, groups));
    }
    case 'labelmap': {
      let mapped = labels;
      for (const [name, own] of Object.entries(labels)) {
        const groups = regex.groups(name);
        if (groups !== undefined) mapped = set(mapped, expand(replacement, groups), own);
      }
      return mapped;
    }
    case 'labeldrop':
      return Object.fromEntries(Object.entries(labels).filter(([name]) => !regex.matches(name)));
    case 'labelkeep':
      return Object.fromEntries(Object.entries(labels).filter(([name]) => regex.matches(name)));
  }
}

function set(labels: Labels, name: string, value: string): Labels {
  if (!labelName.test(name)) return labels;
  const { [name]: _, ...others } = labels;
  return value === '' ? others : { ...others, [name]: value };
}

/** Puts what the groups matched in place of `$1`, `${1}` and `${name}`; `$$` is a dollar. */
function expand(text: string, groups: ReadonlyMap<string, string>): string {
  return text.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (all, plain: string | undefined, braced: string | undefined) =>
    all === '$$' ? '$' : (groups.get(plain ?? braced ?? '') ?? ''),
  );
}
