// Annotations: what happened to the targets, drawn over whatever a dashboard shows.
import type { AnnotationSupport } from '@grafana/data';
import type { ParkedQuery } from './query.ts';

/** Grafana shows the ordinary editor, and reads time, end, title, text and tags from fields of these names. */
export const annotationSupport: AnnotationSupport<ParkedQuery> = {
  getDefaultQuery: () => ({ version: 1, queryType: 'events' }),
  prepareAnnotation: (annotation) => ({
    ...annotation,
    target: { refId: 'Anno', version: 1, queryType: 'events', ...annotation.target },
  }),
};
