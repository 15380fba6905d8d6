// Links from a table's locations to their source: each row has an address of its own, in a column that nobody sees.
import type { DataFrame, Field } from './model.ts';

const urlColumn = 'sourceUrl';

/** `urls` has one entry a row. The frame as it is where there is no address at all. */
export function linkSources(frame: DataFrame, urls: readonly (string | null)[], column = 'location'): DataFrame {
  if (urls.every((url) => url === null)) return frame;
  // As it is: the address is escaped already, and encoding it once more would break it.
  const link = { title: 'Open the source', url: `\${__data.fields.${urlColumn}:raw}`, targetBlank: true };
  const fields = frame.fields.map((field): Field => {
    return field.name === column ? { ...field, config: { ...field.config, links: [link] } } : field;
  });
  const hidden: Field = {
    name: urlColumn,
    type: 'string',
    values: urls,
    config: { displayName: 'Source', custom: { hidden: true, hideFrom: { viz: true, legend: true, tooltip: true } } },
  };
  return { ...frame, fields: [...fields, hidden] };
}
