// Names of Go functions are full of characters that mean something in a regular expression: nobody should escape them
// by hand, nor have to read them escaped.
import { escapeExpression } from '../../variables/fill-text.ts';

/** The expression that matches this name and no other. */
export function exactExpression(name: string): string {
  return `^${escapeExpression(name)}$`;
}

/** The name, where an expression matches one name and no other. */
export function readExact(expression: string): string | undefined {
  const inner = /^\^(.*)\$$/s.exec(expression)?.[1];
  if (inner === undefined) return undefined;
  const name = inner.replace(/\\([\\^$.*+?()[\]{}|])/g, '$1');
  return exactExpression(name) === expression ? name : undefined;
}
