// Keeps the state of the page in the fragment of its address. Browsers never send the fragment, and users can share it.
import { firstSpanMs } from '../core/query/overview.ts';
import type { Span } from './live/use-overview.ts';
import { dayMs, hourMs, minuteMs } from '../core/agreed-times.ts';

export const views = ['suspects', 'stacks', 'flame'] as const;
export type View = (typeof views)[number];

export interface PageState {
  readonly view: View;
  readonly span: Span;
  readonly filter: string;
  /** The row that is open. */
  readonly open: string | null;
  /** Name of the only process shown; null for all. */
  readonly target: string | null;
  /** Shows what ignore rules leave out, in every view. */
  readonly showIgnored: boolean;
  /** The two compared times. */
  readonly compare: { readonly fromMs: number; readonly toMs: number } | null;
}

export const spans = [
  { name: '5m', ms: 5 * minuteMs },
  { name: '15m', ms: 15 * minuteMs },
  { name: '1h', ms: hourMs },
  { name: '6h', ms: 6 * hourMs },
  { name: '24h', ms: dayMs },
] as const;

export const firstState: PageState = {
  view: 'suspects',
  span: { kind: 'last', ms: firstSpanMs },
  filter: '',
  open: null,
  target: null,
  showIgnored: false,
  compare: null,
};

const longestText = 300;

/** Ignores what it cannot read, because links are edited and cut. */
export function readAddress(hash: string): PageState {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const compare = readTimes(fields.get('compare'));
  return {
    view: views.find((view) => view === fields.get('view')) ?? firstState.view,
    span: readSpan(fields.get('range')),
    filter: (fields.get('filter') ?? '').slice(0, longestText),
    open: fields.get('open')?.slice(0, longestText) || null,
    target: fields.get('target')?.slice(0, longestText) || null,
    showIgnored: fields.get('ignored') === 'shown',
    compare: compare ?? null,
  };
}

export function writeAddress(state: PageState): string {
  const fields = new URLSearchParams();
  if (state.view !== firstState.view) fields.set('view', state.view);
  const { span } = state;
  if (span.kind === 'fixed') fields.set('range', `${Math.round(span.fromMs)}-${Math.round(span.toMs)}`);
  else if (JSON.stringify(span) !== JSON.stringify(firstState.span)) fields.set('range', nameSpan(span.ms));
  if (state.filter !== '') fields.set('filter', state.filter);
  if (state.open !== null) fields.set('open', state.open);
  if (state.target !== null) fields.set('target', state.target);
  if (state.showIgnored) fields.set('ignored', 'shown');
  if (state.compare !== null) {
    fields.set('compare', `${Math.round(state.compare.fromMs)}-${Math.round(state.compare.toMs)}`);
  }
  const text = fields.toString();
  return text === '' ? '' : `#${text}`;
}

function nameSpan(ms: number): string {
  return spans.find((span) => span.ms === ms)?.name ?? '';
}

function readSpan(text: string | null): Span {
  const named = spans.find(({ name }) => name === text);
  if (named !== undefined) return { kind: 'last', ms: named.ms };
  const times = readTimes(text);
  return times === undefined ? firstState.span : { kind: 'fixed', ...times };
}

function readTimes(text: string | null): { readonly fromMs: number; readonly toMs: number } | undefined {
  const match = /^(\d{12,14})-(\d{12,14})$/.exec(text ?? '');
  const [fromMs, toMs] = [Number(match?.[1]), Number(match?.[2])];
  return match !== null && fromMs < toMs ? { fromMs, toMs } : undefined;
}
