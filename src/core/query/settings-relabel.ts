// `relabel_configs` of a discovery entry, in the words and with the defaults of Prometheus.
import * as v from 'valibot';
import { compileExpression } from '../regular-expression.ts';
import { succeed, type Result } from '../problem.ts';
import { text } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';

const relabelActions = [
  'replace',
  'keep',
  'drop',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'keepequal',
  'dropequal',
  'lowercase',
  'uppercase',
] as const;
type RelabelAction = (typeof relabelActions)[number];

export interface RelabelRule {
  readonly action: RelabelAction;
  readonly sourceLabels: readonly string[];
  readonly separator: string;
  /** A valid expression; anchored. */
  readonly regex: string;
  readonly targetLabel: string;
  /** With `$1` and `${name}` for what the groups of the expression matched. */
  readonly replacement: string;
}

const ruleShape = v.strictObject(
  {
    source_labels: v.nullish(v.array(text, 'must be a list of labels, such as [__meta_kubernetes_namespace].'), []),
    separator: v.nullish(text, ';'),
    regex: v.nullish(text, '(.*)'),
    target_label: v.nullish(text, ''),
    replacement: v.nullish(text, '$1'),
    action: v.nullish(v.picklist(relabelActions, `must be one of ${relabelActions.join(', ')}.`), 'replace'),
  },
  'must be an object, such as { source_labels: [job], regex: shop, action: keep }.',
);

export const relabelShape = v.nullish(v.array(ruleShape, 'must be a list of rules.'), []);

/** Actions that write `target_label`. */
const writing: ReadonlySet<RelabelAction> = new Set(['replace', 'keepequal', 'dropequal', 'lowercase', 'uppercase']);

export function readRelabelRules(
  shapes: readonly v.InferOutput<typeof ruleShape>[],
  field: string,
): Result<readonly RelabelRule[]> {
  const rules: RelabelRule[] = [];
  for (const [index, shape] of shapes.entries()) {
    const own = `${field}[${index}]`;
    const regex = compileExpression(shape.regex, `${own}.regex`);
    if (!regex.ok) return regex;
    if (writing.has(shape.action) && shape.target_label === '') {
      return failSetting(`${own}.target_label`, `${own}.target_label is needed by the action "${shape.action}".`);
    }
    rules.push({
      action: shape.action,
      sourceLabels: shape.source_labels,
      separator: shape.separator,
      regex: shape.regex,
      targetLabel: shape.target_label,
      replacement: shape.replacement,
    });
  }
  return succeed(rules);
}
