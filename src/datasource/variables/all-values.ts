// "All" asks nothing. Grafana fills in every value there is, which for functions is longer than a filter may be.
import type { ScopedVars, TypedVariableModel } from '@grafana/data';

/** What stands for everything, wherever a variable may stand. */
export const anything = '.*';

/** Names of variables that are set to "All" and have no value of their own for it. */
export function listAllVariables(variables: readonly TypedVariableModel[]): readonly string[] {
  return variables.filter((variable) => isAll(variable)).map(({ name }) => name);
}

function isAll(variable: TypedVariableModel): boolean {
  if (!('current' in variable) || ('allValue' in variable && variable.allValue)) return false;
  const { value } = variable.current as { readonly value?: unknown };
  return value === '$__all' || (Array.isArray(value) && value[0] === '$__all');
}

/** The text with such variables filled in. What a repeated panel has of its own counts more. */
export function fillAll(text: string, names: readonly string[], scopedVars: ScopedVars): string {
  return names
    .filter((name) => !Object.hasOwn(scopedVars, name))
    .reduce((filled, name) => filled.replace(referenceTo(name), anything), text);
}

/** `$name`, `${name}`, `${name:format}` and `[[name]]`. */
function referenceTo(name: string): RegExp {
  return new RegExp(`\\$${name}\\b|\\$\\{${name}(?::[^}]*)?\\}|\\[\\[${name}(?::[^\\]]*)?\\]\\]`, 'g');
}
