// Adds what only the browser uses: links, stable colours of stacks, colours of verdicts.
import { labelsKey } from '../core/labels.ts';
import { gradeColors, signalColors, stateColors } from '../core/analysis/verdict-colors.ts';
import type { DataFrame, DataLink, Field, Labels, RegexMap, ValueMap } from '@grafana/data';
import { FieldType, locationUtil, MappingType } from '@grafana/data';
import { queryDefaults } from '../core/query/defaults.ts';
import { queryTypeTraits } from './query-types.ts';
import type { QueryTypeTraits } from './query-types.ts';
import type { ParkedQuery } from './query.ts';
import type { UnknownReason } from '../core/analysis/service-model.ts';
import { chooseColumns, explainEmpty, moveRest } from './explore-table.ts';
import { shortenLabels, shortenName } from './short-labels.ts';
import { chooseColors } from './stack-colors.ts';
import { isStack, linkInExplore, linkToDashboard, rowFingerprint } from './stack-links.ts';
import type { LinkedStack, Source } from './stack-links.ts';
import { tabulateCounts } from './tabulate-counts.ts';

export interface Viewing {
  readonly source: Source;
  readonly isExplore: boolean;
  /** The query of a frame, with its variables filled in. */
  readonly findQuery: (refId: string | undefined) => ParkedQuery | undefined;
}

/** Colours of verdicts by column, worst first. */
const verdictColors: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  grade: gradeColors,
  what: {
    appeared: signalColors.red,
    grew: signalColors.orange,
    shrank: signalColors.green,
    gone: signalColors.blue,
  },
  leakProfile: { missing: 'text', served: 'text' },
  metrics: { missing: 'text', served: 'text' },
  sampling: {
    paused: signalColors.red,
    failing: signalColors.red,
    slower: signalColors.orange,
    'as asked': signalColors.green,
  },
};

/** Display titles for columns whose name is different. */
const shownWords: Readonly<Record<string, string>> = { 'as asked': 'on time', missing: 'not offered' };

/** Why the state of a service is unknown, in words. */
const reasonWords: Readonly<Record<UnknownReason, string>> = {
  'too-early': 'too early to tell',
  stale: 'no recent sample',
  unreadable: 'cannot be read',
  paused: 'sampling is paused',
  ended: 'the process has ended',
};

/** Grafana before 12.4 reads it from the cell options. */
const wrapped = { wrapText: true, cellOptions: { type: 'auto', wrapText: true } } as const;

/** The meaning of 1 and 0 in the column. */
const readable: Readonly<Record<string, { readonly text: string; readonly color: string; readonly index: number }>> = {
  '0': { text: 'no', color: signalColors.red, index: 0 },
  '1': { text: 'yes', color: signalColors.green, index: 1 },
};

type Decorate = (frame: DataFrame, viewing: Viewing, asked: ParkedQuery) => DataFrame;

/** By kind of answer, so that the compiler demands an entry for a new kind. */
const decorators: Readonly<Record<QueryTypeTraits['answer'], Decorate>> = {
  stacks: decorateTable,
  series: decorateSeries,
  // Explore shows numbers as a table; panels show them unchanged.
  numbers: (frame, viewing, asked) => decorateTable(decorateSeries(frame, viewing, asked), viewing, asked),
  targets: decorateTargets,
  verdict: decorateVerdict,
  card: decorateCard,
  source: decorateSource,
  other: (frame) => frame,
};

export function decorateFrames(frames: readonly DataFrame[], viewing: Viewing): DataFrame[] {
  const shown = viewing.isExplore ? tabulateCounts(frames) : frames;
  return colorStacks(
    shown.map((frame) => {
      const asked = viewing.findQuery(frame.refId);
      if (asked === undefined) return frame;
      // Annotations have no table for a message.
      if (frame.length === 0) return asked.queryType === 'events' ? frame : explainEmpty(frame);
      const { queryType = queryDefaults.queryType } = asked;
      if (queryType === 'flamegraph') return shortenLabels(frame);
      const chosen = viewing.isExplore ? moveRest(chooseColumns(frame, queryType)) : frame;
      return decorators[queryTypeTraits[queryType].answer](chosen, viewing, asked);
    }),
  );
}

function decorateTable(frame: DataFrame, viewing: Viewing, asked: ParkedQuery): DataFrame {
  if (!frame.fields.some(({ name }) => name === 'fingerprint')) return frame;
  const links = linkStack(viewing, asked, describeRow(frame, asked));
  const fields = frame.fields.map((field) => {
    if (field.name === 'function') return addLinks(viewing.isExplore ? widen(field) : shorten(field), links);
    if (field.name === 'creator' && !viewing.isExplore) return shorten(field);
    if (field.name === 'fingerprint') return addLinks(field, links);
    if (!viewing.isExplore) return colorVerdicts(field);
    if (field.type === FieldType.time) return setCustom(field, { width: 190 });
    return field.type === FieldType.number ? narrow(field) : colorVerdicts(field);
  });
  return { ...frame, fields };
}

function decorateTargets(frame: DataFrame, { isExplore }: Viewing): DataFrame {
  const fields = frame.fields.map((field) => {
    if (field.name === 'up') return setMappings(field, readable);
    return isExplore && field.name === 'problem' ? widen(field) : colorVerdicts(field);
  });
  return { ...frame, fields };
}

/** A verdict: the sentence gets the space, and the function links to the worst stack. */
function decorateVerdict(frame: DataFrame, viewing: Viewing, asked: ParkedQuery): DataFrame {
  const decorated = decorateTable(frame, viewing, asked);
  const fields = decorated.fields.map((field) => {
    if (field.name === 'state') return setMappings(field, orderColors(stateColors));
    if (field.name === 'reason') return setMappings(field, mapWords(reasonWords));
    return field.name === 'sentence' ? setCustom(shortenSentences(field, frame), { ...wrapped, minWidth: 300 }) : field;
  });
  return { ...decorated, fields };
}

/** The column of the worst stack has the whole name. */
function shortenSentences(field: Field, { fields }: DataFrame): Field {
  const functions = fields.find(({ name }) => name === 'function')?.values ?? [];
  const values = (field.values as (string | null)[]).map((sentence, row) => {
    const name: unknown = functions[row];
    return typeof name === 'string' && name !== '' ? sentence?.replaceAll(name, shortenName(name)) : sentence;
  });
  return { ...field, values };
}

/** A card: its texts are rendered as Markdown at full height. */
function decorateCard(frame: DataFrame): DataFrame {
  const fields = frame.fields.map((field) => {
    switch (field.name) {
      case 'text':
        return setCustom(
          { ...field, values: field.values.map((text) => (typeof text === 'string' ? placeLinks(text) : text)) },
          { cellOptions: { type: 'markdown', dynamicHeight: true }, wrapText: true },
        );
      case 'part':
        return setCustom(field, { width: 120 });
      default:
        return setCustom(field, { hideFrom: { viz: true } });
    }
  });
  return { ...frame, fields };
}

/** Cells of tables drop the blanks before a text, which indent source. */
function decorateSource(frame: DataFrame, viewing: Viewing, asked: ParkedQuery): DataFrame {
  const decorated = decorateTable(frame, viewing, asked);
  const fields = decorated.fields.map((field) =>
    field.name === 'text' ? { ...field, values: (field.values as (string | null)[]).map(keepIndent) } : field,
  );
  return { ...decorated, fields };
}

function keepIndent(line: string | null): string | null {
  return line?.replace(/^[\t ]+/, (blanks) => blanks.replaceAll('\t', '    ').replaceAll(' ', '\u00a0')) ?? null;
}

/** Links to dashboards get the path under which Grafana is served, so that they can be copied and open in a new tab. */
function placeLinks(markdown: string): string {
  return markdown.replaceAll('](/d/', `](${locationUtil.assureBaseUrl('/d/')}`);
}

/** Grafana's expression for the current row. Labels of `per` are separate columns. */
function describeRow(frame: DataFrame, asked: ParkedQuery): LinkedStack {
  const names = new Set(frame.fields.map(({ name }) => name));
  const per = (asked.per ?? queryDefaults.per).flatMap((label) => {
    const column = [`target_${label}`, label].find((name) => names.has(name));
    return column === undefined ? [] : [[label, `\${__data.fields["${column}"]}`] as const];
  });
  return {
    fingerprint: rowFingerprint,
    per: Object.fromEntries(per),
  };
}

function decorateSeries(frame: DataFrame, viewing: Viewing, asked: ParkedQuery): DataFrame {
  const fields = frame.fields.map((field) => {
    const fingerprint = field.type === FieldType.number ? field.labels?.['fingerprint'] : undefined;
    if (!isStack(fingerprint) || !field.labels) return field;
    const per = pick(field.labels, asked.per ?? queryDefaults.per);
    const stack = { fingerprint, per };
    return addLinks(field, linkStack(viewing, asked, stack));
  });
  return { ...frame, fields };
}

function linkStack({ source, isExplore }: Viewing, asked: ParkedQuery, stack: LinkedStack): DataLink[] {
  return isExplore ? linkInExplore(source, asked, stack) : [linkToDashboard(source, stack)];
}

/** Chooses the colours of all series together, because one picture shows them. */
function colorStacks(frames: readonly DataFrame[]): DataFrame[] {
  const colored = frames.flatMap(({ fields }) => fields).filter(({ labels }) => isStack(labels?.['fingerprint']));
  const colors = chooseColors(
    colored.map(({ labels = {} }) => ({ fingerprint: labels['fingerprint'] ?? '', rest: labelsKey(labels) })),
  );
  const byField = new Map(colored.map((field, index) => [field, colors[index]]));
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => setColor(field, byField.get(field))),
  }));
}

function setColor(field: Field, fixedColor: string | undefined): Field {
  if (fixedColor === undefined || field.config.color) return field;
  return { ...field, config: { ...field.config, color: { mode: 'fixed', fixedColor } } };
}

/** Keeps a column's own colours. */
function colorVerdicts(field: Field): Field {
  const colors = verdictColors[field.name];
  if (!colors || field.type !== FieldType.string) return field;
  return setMappings(field, orderColors(colors));
}

/** In order, since tables sort mapped values by index. */
function orderColors(colors: Readonly<Record<string, string>>): ValueMap['options'] {
  const words = Object.entries(colors).map(
    ([word, color], index) => [word, { text: shownWords[word] ?? word, color, index }] as const,
  );
  return Object.fromEntries(words);
}

function mapWords(words: Readonly<Record<string, string>>): ValueMap['options'] {
  return Object.fromEntries(Object.entries(words).map(([value, text], index) => [value, { text, index }]));
}

function setMappings(field: Field, options: ValueMap['options']): Field {
  if (field.config.mappings) return field;
  const hasColors = Object.values(options).some(({ color = 'text' }) => color !== 'text');
  const cell = hasColors ? { cellOptions: { type: 'color-background', mode: 'basic' } } : {};
  const custom = { ...cell, ...(field.config.custom as object | undefined) };
  return { ...field, config: { ...field.config, custom, mappings: [{ type: MappingType.ValueToText, options }] } };
}

/** Shows the last element of the package and the function. The value keeps the whole name. */
function shorten(field: Field): Field {
  if (field.config.mappings) return field;
  const short: RegexMap = {
    type: MappingType.RegexToText,
    options: { pattern: '/^.*\\/([^/]+)$/', result: { text: '$1' } },
  };
  return { ...field, config: { ...field.config, mappings: [short] } };
}

/** Function names differ at their end, and Explore gives every column the same width. Panels have their own widths. */
function widen(field: Field): Field {
  return setCustom(field, { width: 460 });
}

/** Keeps the function visible without scrolling. */
function narrow(field: Field): Field {
  return setCustom(field, { width: 90, wrapHeaderText: true });
}

/** Values set by the backend stay. */
function setCustom(field: Field, custom: object): Field {
  return {
    ...field,
    config: { ...field.config, custom: { ...custom, ...(field.config.custom as object | undefined) } },
  };
}

function addLinks(field: Field, links: DataLink[]): Field {
  return links.length === 0
    ? field
    : { ...field, config: { ...field.config, links: [...(field.config.links ?? []), ...links] } };
}

function pick(labels: Labels, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(labels, name) ? [[name, labels[name] ?? '']] : [])));
}
