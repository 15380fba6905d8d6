// Converts names of Go functions to regular expressions and back, so that nobody has to read or write escapes.
import { escapeExpression } from '../../variables/fill-text.ts';

/** The expression that matches this name and no other. */
export function exactExpression(name: string): string {
  return `^${escapeExpression(name)}$`;
}

/** The name, if the expression matches exactly one. */
export function readExact(expression: string): string | undefined {
  const inner = /^\^(.*)\$$/s.exec(expression)?.[1];
  if (inner === undefined) return undefined;
  const name = inner.replace(/\\([\\^$.*+?()[\]{}|])/g, '$1');
  return exactExpression(name) === expression ? name : undefined;
}
