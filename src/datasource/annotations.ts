// Annotations: what happened to the targets, drawn over whatever a dashboard shows.
import type { AnnotationSupport } from '@grafana/data';
import type { ParkedQuery } from './query.ts';

const events = { refId: 'Anno', version: 1, queryType: 'events' } as const satisfies ParkedQuery;

/** Grafana shows the ordinary editor, and reads time, end, title, text and tags from fields of these names. */
export const annotationSupport: AnnotationSupport<ParkedQuery> = {
  getDefaultQuery: () => ({ version: 1, queryType: 'events' }),
  // Grafana repeats this until it gets the same object back. An equal copy would keep it busy without end.
  prepareAnnotation: (annotation) =>
    annotation.target?.queryType === undefined
      ? { ...annotation, target: { ...events, ...annotation.target, queryType: events.queryType } }
      : annotation,
};
