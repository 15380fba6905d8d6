// What a part of the check found.
export interface Result {
  readonly passed: number;
  /** One text a failure. */
  readonly failures: readonly string[];
}

export function addUp(results: readonly Result[]): Result {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failures: results.flatMap(({ failures }) => failures),
  };
}
