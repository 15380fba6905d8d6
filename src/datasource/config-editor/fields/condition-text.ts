// Labels and conditions as Prometheus' users write them: `job="shop", zone=~a|b`.
import { matchOperators } from '../../../core/labels.ts';
import type { Condition } from '../options.ts';
import type { Format } from './draft-field.tsx';

const condition = /^\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"=,\s][^"=,\n]*?|))\s*(?:[,\n]|$)/;

export const conditions: Format<readonly Condition[]> = { write: writeConditions, read: readConditions };

export const labels: Format<Readonly<Record<string, string>>> = {
  write: (set) => writeConditions(Object.entries(set).map(([label, value]) => ({ label, op: '=', value }))),
  read: (text) => {
    const read = readConditions(text);
    if ('problem' in read) return { problem: 'Write labels as service="cart", zone="a".' };
    const other = read.value.find(({ op }) => op !== '=');
    if (other) return { problem: `Labels are set with "=": write ${other.label}="${other.value}".` };
    const names = read.value.map(({ label }) => label);
    const repeated = names.find((name, index) => names.indexOf(name) < index);
    if (repeated !== undefined) return { problem: `The label ${repeated} is there twice. Keep one.` };
    return { value: Object.fromEntries(read.value.map(({ label, value }) => [label, value])) };
  },
};

function writeConditions(list: readonly Condition[]): string {
  return list.map(({ label, op, value }) => `${label}${op}"${value.replace(/["\\]/g, '\\$&')}"`).join(', ');
}

function readConditions(text: string): { readonly value: readonly Condition[] } | { readonly problem: string } {
  const value: Condition[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = condition.exec(rest);
    if (match === null) {
      return {
        problem: `Write conditions as job="shop", zone=~"a|b". Operators are ${matchOperators.join(' ')}.`,
      };
    }
    const [all, label = '', operator, quoted, bare = ''] = match;
    const op = matchOperators.find((one) => one === operator) ?? '=';
    value.push({ label, op, value: quoted === undefined ? bare : unquote(quoted) });
    rest = rest.slice(all.length).trim();
  }
  return { value };
}

/** A backslash keeps the next character, as in regular expressions: `\"` is a quote, `\.` stays `\.`. */
function unquote(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}
