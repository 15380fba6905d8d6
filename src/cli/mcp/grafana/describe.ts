// Answers of a Parked in Grafana for an agent. They have few columns and few bytes, and names in them are marked.
import { cutOf } from '../describe-reading.ts';
import { isRuntimeState, makeMark, type Mark } from '../mark.ts';
import { readRows, tidy, type GrafanaFrame, type Row } from './frames.ts';
import type { Asked } from './questions.ts';

const maxNotes = 5;

/** Columns that repeat another column, or that the page of the cause explains. */
const hidden = new Set(
  'causeName fix also rawFunction package sourceUrl targets memoryMin memoryMax instances instancesOf'.split(' '),
);

/** Columns with Parked's own sentences. All other texts of a table are names. */
const sentences = new Set(['sentence', 'evidence', 'changedThen', 'surer', 'text', 'part']);

export interface Described {
  readonly document: object;
  readonly mark: Mark;
}

export function describeAnswer(asked: Asked, frames: readonly GrafanaFrame[]): Described {
  const told = frames.flatMap(({ schema }) => (schema.meta?.notices ?? []).map(({ text }) => text));
  const { none, why } = frames[0]?.schema.meta?.custom ?? {};
  return {
    document: {
      ask: asked.ask,
      ...describeBody(asked, frames),
      ...(none ? { no_suspect_means: none, why: why ?? [] } : {}),
      notes: told.slice(0, maxNotes),
      ...cutOf('notes', told.length, maxNotes),
    },
    mark: makeMark([], listNames(frames)),
  };
}

function describeBody({ ask, limit }: Asked, frames: readonly GrafanaFrame[]): object {
  const rows = frames.slice(0, 1).flatMap(readRows);
  switch (ask) {
    case 'verdict':
    case 'suspects':
    case 'diff': {
      const name = ask === 'verdict' ? 'verdicts' : ask === 'suspects' ? 'suspects' : 'changes';
      return { [name]: rows.slice(0, limit).map(hideColumns), ...cutOf(name, rows.length, limit) };
    }
    case 'stack':
      return Object.fromEntries(
        rows.map(({ part, text }) => [String(part), nameCauses(String(text)).split('\n').filter(Boolean)]),
      );
    case 'dumps': {
      const listed = rows.find(({ part }) => part === 'Kept dumps')?.['text'];
      return listed === undefined
        ? { dumps: [], no_dump_means: 'None is listed: none was kept for this stack, or history cannot be read.' }
        : { dumps: String(listed).split('\n') };
    }
    case 'trend':
      return describeTrend(frames);
  }
}

/** A link of the card opens a page in a browser. An agent reads the resource instead. */
function nameCauses(text: string): string {
  return text.replace(/\*\*<a href="[^"]*\/causes\/([a-z-]+)\.html"[^>]*>([^<]*)<\/a>\*\*/g, '$2 (parked://causes/$1)');
}

function hideColumns(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !hidden.has(name)));
}

/** All series have the same times. A gap is null, because its value is unknown. */
function describeTrend(frames: readonly GrafanaFrame[]): object {
  const times = frames[0]?.data.values[0] ?? [];
  return {
    times: times.map((value) => tidy(value, 'time')),
    series: frames.flatMap(({ schema, data }) =>
      schema.fields.flatMap(({ labels, type }, at) =>
        type === 'time'
          ? []
          : [{ ...labels, counts: (data.values[at] ?? []).map((value) => tidy(value, type) ?? 'unknown') }],
      ),
    ),
  };
}

function listNames(frames: readonly GrafanaFrame[]): readonly string[] {
  const names = frames.flatMap(({ schema, data }) =>
    schema.fields.flatMap(({ name, labels }, at) => {
      const texts = (data.values[at] ?? []).filter((one) => typeof one === 'string');
      // Names within a sentence stand in a code span, where it is Markdown.
      const own = sentences.has(name) ? texts.flatMap((text) => text.match(/`[^`]+`/g) ?? []) : texts;
      return [...own, ...Object.keys(labels ?? {}), ...Object.values(labels ?? {})];
    }),
  );
  return names.flatMap((name) => name.replaceAll('`', '').split('\n')).filter((name) => !isRuntimeState(name));
}
