// Relabel rules as JSON, in the words of Prometheus.
import type { DiscoveryEntry } from '../options.ts';
import type { Format } from './draft-field.tsx';

type Rules = NonNullable<DiscoveryEntry['relabel_configs']>;

export const relabelRules: Format<Rules> = {
  write: (rules) => (rules.length === 0 ? '' : JSON.stringify(rules)),
  read: (text) => {
    if (text.trim() === '') return { value: [] };
    const problem = 'Write a list of rules in JSON: [{ "source_labels": ["job"], "regex": "shop", "action": "keep" }].';
    try {
      const value: unknown = JSON.parse(text);
      return Array.isArray(value) ? { value: value as Rules } : { problem };
    } catch {
      return { problem };
    }
  },
};
