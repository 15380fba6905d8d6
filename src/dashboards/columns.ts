// Names of the columns of Parked's tables, as overrides and links use them. A test compares them with real answers,
// since a renamed column would silently lose its links.
export const stacksColumns = [
  'count',
  'change',
  'growthPerMinute',
  'state',
  'longestWait',
  'function',
  'location',
  'creator',
  'cause',
  'grade',
  'fingerprint',
  'rawFunction',
  'package',
  'leaked',
  'targets',
] as const;
export type StacksColumn = (typeof stacksColumns)[number] | TargetColumn;

export const suspectsColumns = [
  'grade',
  'function',
  'state',
  'count',
  'growthPerMinute',
  'since',
  'stopped',
  'cause',
  'causeName',
  'fix',
  'evidence',
  'also',
  'changedThen',
  'surer',
  'probability',
  'parts',
  'instances',
  'instancesOf',
  'memoryMin',
  'memoryMax',
  'timeLeftMin',
  'timeLeftMax',
  'once',
  'location',
  'creator',
  'fingerprint',
  'rawFunction',
  'package',
  'leaked',
  'targets',
] as const;
export type SuspectsColumn = (typeof suspectsColumns)[number] | TargetColumn;

export const verdictColumns = [
  'state',
  'reason',
  'sentence',
  'goroutines',
  'growthPerMinute',
  'since',
  'stopped',
  'count',
  'grade',
  'function',
  'location',
  'stackState',
  'cause',
  'causeName',
  'fingerprint',
  'timeLeftMin',
  'timeLeftMax',
  'circle',
  'next',
  'surer',
] as const;
export type VerdictColumn = (typeof verdictColumns)[number] | TargetColumn;

export const cardColumns = ['part', 'text', 'fingerprint'] as const;
export type CardColumn = (typeof cardColumns)[number];

export const sourceColumns = ['line', 'count', 'text', 'states', 'file', 'function', 'fingerprint'] as const;
export type SourceColumn = (typeof sourceColumns)[number];

export const targetsColumns = [
  'service',
  'instance',
  'up',
  'problem',
  'goroutines',
  'goVersion',
  'forms',
  'leakProfile',
  'remedy',
  'metrics',
  'metricsProblem',
  'sampling',
  'samplingReason',
  'lastSample',
  'every',
  'interval',
  'fetch',
  'checked',
] as const;
export type TargetsColumn = (typeof targetsColumns)[number];

/** Target labels that separate results are columns of their own. */
type TargetColumn = 'service' | 'instance';

/** All columns except these, which a table hides. */
export function allBut<Column extends string>(all: readonly Column[], ...shown: readonly NoInfer<Column>[]): Column[] {
  return all.filter((column) => !shown.includes(column));
}
