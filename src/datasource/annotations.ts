// Annotations: events of the targets, drawn over any panel.
import type { AnnotationSupport } from '@grafana/data';
import type { ParkedQuery } from './query.ts';

const events = { refId: 'Anno', version: 1, queryType: 'events' } as const satisfies ParkedQuery;

/** Grafana shows the normal query editor, and reads time, end, title, text and tags from fields with these names. */
export const annotationSupport: AnnotationSupport<ParkedQuery> = {
  getDefaultQuery: () => ({ version: 1, queryType: 'events' }),
  // Grafana calls this until it returns the same object. An equal copy would cause an endless loop.
  prepareAnnotation: (annotation) =>
    annotation.target?.queryType === undefined
      ? { ...annotation, target: { ...events, ...annotation.target, queryType: events.queryType } }
      : annotation,
};
