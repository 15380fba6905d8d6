// Finds Grafana variables that were not interpolated. Only the browser knows their values: in an alert rule `$service`
// arrives as written, and a matcher on that text would silently match nothing.

/** A variable as written in a query, with its field. */
interface UnresolvedVariable {
  /** As written, without format or path: `$service`, `${service}`. */
  readonly name: string;
  /** `targets[0].value` */
  readonly field: string;
}

/** Deeper than any field of a query. */
const maxDepth = 4;

/** The first variable in the strings of a value. `$` at the end of a regular expression, or before a digit, is none. */
export function findUnresolvedVariable(value: unknown, field: string, depth = 0): UnresolvedVariable | undefined {
  if (typeof value === 'string') {
    const name = findVariableName(value);
    return name === undefined ? undefined : { name, field };
  }
  if (typeof value !== 'object' || value === null || depth >= maxDepth) return undefined;
  for (const [key, child] of Object.entries(value)) {
    const childField = Array.isArray(value) ? `${field}[${key}]` : `${field}.${key}`;
    const found = findUnresolvedVariable(child, childField, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function findVariableName(text: string): string | undefined {
  const match = /\$(\{?)([A-Za-z_][A-Za-z0-9_]{0,99})/.exec(text);
  if (!match) return undefined;
  return match[1] === '' ? `$${match[2]}` : `\${${match[2]}}`;
}
