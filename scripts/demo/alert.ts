// The alert rule of the demo, evaluated on the answers to `count` as Grafana evaluates its rules: one number and one
// state per label set. A count alone would fire for every healthy pool, so the rule demands growth as well.

export interface AlertRule {
  readonly count: number;
  readonly growth: number;
}

export const demoRule: AlertRule = { count: 100, growth: 50 };

/** A number of `count` with its fingerprint and state. Null: currently unknown. */
export interface CountedStack {
  readonly key: string;
  readonly function: string;
  readonly value: number | null;
}

export interface AlertChange {
  readonly state: 'firing' | 'resolved';
  readonly key: string;
  readonly function: string;
  readonly atMs: number;
  readonly count: number;
  readonly growth: number;
}

export interface AlertState {
  /** Keys of the stacks for which the rule fires. */
  readonly firing: ReadonlySet<string>;
  /** Counts of the first evaluation: growth is measured from there. */
  readonly baseline: ReadonlyMap<string, number> | undefined;
}

export const quiet: AlertState = { firing: new Set(), baseline: undefined };

export function describeRule(rule: AlertRule): string {
  return `count > ${rule.count}, and grown by more than ${rule.growth} since the demo began`;
}

/** The state after one evaluation, and what it changed. A stack whose number is null keeps its state. */
export function evaluateRule(
  rule: AlertRule,
  before: AlertState,
  counted: readonly CountedStack[],
  atMs: number,
): { readonly state: AlertState; readonly changes: readonly AlertChange[] } {
  const baseline = before.baseline ?? new Map(counted.map(({ key, value }) => [key, value ?? 0]));
  const firing = new Set(before.firing);
  const changes: AlertChange[] = [];
  for (const { key, function: name, value } of counted) {
    if (value === null) continue;
    const growth = value - (baseline.get(key) ?? 0);
    const fires = value > rule.count && growth > rule.growth;
    if (fires === firing.has(key)) continue;
    if (fires) firing.add(key);
    else firing.delete(key);
    changes.push({ state: fires ? 'firing' : 'resolved', key, function: name, atMs, count: value, growth });
  }
  const present = new Set(counted.map(({ key }) => key));
  // As in Grafana, an alert without a number is over.
  for (const key of firing) if (!present.has(key)) firing.delete(key);
  return { state: { firing, baseline }, changes };
}
