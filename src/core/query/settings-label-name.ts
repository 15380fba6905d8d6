// Label names that are valid in series everywhere.

/** Letters, digits and underscores, not starting with a digit. */
export function isLabelName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);
}

/** The message about an invalid name in the setting `field`. */
export function describeLabelName(field: string, name: string): string {
  return `${field} has the name "${name}". Label names consist of letters, digits and underscores and begin with no digit.`;
}
