// Links from a table's locations to their source. The URL of each row is in a hidden column.
import type { DataFrame, Field } from './model.ts';

const urlColumn = 'sourceUrl';

/** `urls` has one entry per row. The frame stays unchanged where there is no URL. */
export function linkSources(frame: DataFrame, urls: readonly (string | null)[], column = 'location'): DataFrame {
  if (urls.every((url) => url === null)) return frame;
  // Raw, since the URL is already escaped and a second encoding would break it.
  const link = { title: 'Open the source', url: `\${__data.fields.${urlColumn}:raw}`, targetBlank: true };
  const fields = frame.fields.map((field): Field => {
    return field.name === column ? { ...field, config: { ...field.config, links: [link] } } : field;
  });
  const hidden: Field = {
    name: urlColumn,
    type: 'string',
    values: urls,
    config: {
      displayName: 'Source URL',
      custom: { hidden: true, hideFrom: { viz: true, legend: true, tooltip: true } },
    },
  };
  return { ...frame, fields: [...fields, hidden] };
}
