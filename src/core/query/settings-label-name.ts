// Which names labels may have: those that series can carry everywhere.

/** Letters, digits and underscores, with no digit in front. */
export function isLabelName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);
}

/** The sentence about a name that is none, found in the setting `field`. */
export function describeLabelName(field: string, name: string): string {
  return `${field} has the name "${name}". Label names consist of letters, digits and underscores and begin with no digit.`;
}
