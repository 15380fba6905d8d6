// Tables as Explore shows them: it draws twenty columns, gives each the same room, and draws a link on every row of a
// column that has links.
import type { DataFrame, Field } from '@grafana/data';

/** Columns that Explore draws before it asks whether to draw the others. */
const mostColumns = 20;

/** What suspects are asked for first. Panels have every column; labels that results are kept apart by come after `since`. */
const suspectColumns: readonly (readonly string[])[] = [
  ['grade', 'function', 'state', 'count', 'growthPerMinute', 'since'],
  ['causeName', 'fix', 'evidence', 'also', 'changedThen', 'surer', 'timeLeftMin', 'memoryMax', 'fingerprint'],
  ['instances', 'instancesOf', 'location', 'creator'],
];
/** Those of all others, so that what remains are labels. */
const restColumns: ReadonlySet<string> = new Set([
  ...['cause', 'memoryMin', 'timeLeftMax', 'once', 'rawFunction', 'package', 'leaked', 'targets'],
]);

/** At most what Explore draws, the most telling first. */
export function chooseColumns(frame: DataFrame): DataFrame {
  if (frame.name !== 'suspects') return frame;
  const byName = new Map(frame.fields.map((field) => [field.name, field]));
  const [first = [], then = [], last = []] = suspectColumns;
  const known = new Set([...suspectColumns.flat(), ...restColumns]);
  const labels = frame.fields.map(({ name }) => name).filter((name) => !known.has(name));
  const named = [...first, ...labels, ...then, ...last].slice(0, mostColumns);
  return { ...frame, fields: named.flatMap((name) => byName.get(name) ?? []) };
}

/** The rest beyond the limit is of no one stack: where links are drawn it stays empty, and speaks from the next column. */
export function moveRest(frame: DataFrame): DataFrame {
  const find = (name: string): Field | undefined => frame.fields.find((field) => field.name === name);
  const [fingerprint, named] = [find('fingerprint'), find('function')];
  if (fingerprint === undefined || named === undefined || find('state') === undefined) return frame;
  const isRest = (row: number): boolean => fingerprint.values[row] === 'other';
  const fields = frame.fields.map((field) => {
    if (field.name === 'function' || field.name === 'fingerprint') return mapValues(field, isRest, () => null);
    return field.name === 'state' ? mapValues(field, isRest, (row) => named.values[row] as unknown) : field;
  });
  return { ...frame, fields };
}

function mapValues(field: Field, isMeant: (row: number) => boolean, read: (row: number) => unknown): Field {
  return { ...field, values: field.values.map((value: unknown, row) => (isMeant(row) ? read(row) : value)) };
}
