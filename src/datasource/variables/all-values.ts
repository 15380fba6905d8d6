// "All" adds no condition. Grafana would fill in every value, which for functions can exceed the length of a filter.
import type { ScopedVars, TypedVariableModel } from '@grafana/data';

/** The value that means "All" in every place. */
export const anything = '.*';

/** Names of variables set to "All" without a custom value. */
export function listAllVariables(variables: readonly TypedVariableModel[]): readonly string[] {
  return variables.filter((variable) => isAll(variable)).map(({ name }) => name);
}

function isAll(variable: TypedVariableModel): boolean {
  if (!('current' in variable) || ('allValue' in variable && variable.allValue)) return false;
  const { value } = variable.current as { readonly value?: unknown };
  return value === '$__all' || (Array.isArray(value) && value[0] === '$__all');
}

/** Fills in such variables. Values of a repeated panel take precedence. */
export function fillAll(text: string, names: readonly string[], scopedVars: ScopedVars): string {
  return names
    .filter((name) => !Object.hasOwn(scopedVars, name))
    .reduce((filled, name) => filled.replace(referenceTo(name), anything), text);
}

/** `$name`, `${name}`, `${name:format}` and `[[name]]`. */
function referenceTo(name: string): RegExp {
  return new RegExp(`\\$${name}\\b|\\$\\{${name}(?::[^}]*)?\\}|\\[\\[${name}(?::[^\\]]*)?\\]\\]`, 'g');
}
