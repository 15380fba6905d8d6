// The result of a part of the check.
export interface Result {
  readonly passed: number;
  /** One text per failure. */
  readonly failures: readonly string[];
}

export function addUp(results: readonly Result[]): Result {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failures: results.flatMap(({ failures }) => failures),
  };
}
