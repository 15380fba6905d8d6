// The questions that an agent can ask a Parked in Grafana, as queries.
import type { Query } from '../../../core/query/model.ts';
import { usageFailure } from '../../exit-status.ts';

export const questions = ['verdict', 'suspects', 'stack', 'trend', 'dumps', 'diff'] as const;
export type Question = (typeof questions)[number];

export interface Asked {
  readonly ask: Question;
  readonly fingerprint: string | undefined;
  readonly service: string | undefined;
  readonly limit: number;
}

/** Series of one answer. Each has one number per point. */
const maxSeries = 4;

/** Throws a CommandFailure for a question about one stack that names none. */
export function writeQuery({ ask, fingerprint, service, limit }: Asked): Query {
  const targets = service === undefined ? {} : { targets: [{ label: 'service', op: '=' as const, value: service }] };
  const filter = fingerprint === undefined ? {} : { filter: { fingerprints: [fingerprint] } };
  switch (ask) {
    case 'verdict':
      return { queryType: 'verdict', ...targets };
    case 'suspects':
      return { queryType: 'suspects', limit, ...targets };
    case 'stack':
    case 'dumps':
      if (fingerprint === undefined) throw usageFailure(`${ask} is about one stack: give its fingerprint.`);
      return { queryType: 'stack', ...filter, ...targets };
    case 'trend':
      return { queryType: 'trend', limit: Math.min(limit, maxSeries), ...filter, ...targets };
    case 'diff':
      return { queryType: 'diff', baseline: { rangeStart: true }, limit, ...filter, ...targets };
  }
}

/** A time in the form that Grafana takes: `now-6h` unchanged, ISO 8601 as milliseconds. */
export function readMoment(text: string, name: string): string {
  if (/^now(-\d+[smhdwMy])?$/.test(text)) return text;
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw usageFailure(`${name}: write now, now-6h, or a time such as 2026-03-01T08:00:00Z.`);
  return String(ms);
}
