// What `parked test` prints behind the output of go test.
import { explainGroup } from '../../core/analysis/explain-group.ts';
import { causes } from '../../core/causes/list.ts';
import { formatAmount, formatCount } from '../../core/format.ts';
import { locate, type Finding } from '../../report/ci/findings.ts';
import { describeGroup } from '../../report/json.ts';
import { explainCauses, linkCause } from '../../report/markdown-causes.ts';
import { code, escapeText, fenceFrames, layMarkdownTable } from '../../report/markdown-text.ts';
import { neutralise, stringifySafely } from '../../report/plain-text.ts';
import { nameFunction } from '../../report/words.ts';
import type { TestOptions } from '../options/test.ts';
import { makePaint } from '../paint.ts';
import type { Terminal } from '../terminal.ts';
import { writeForCi } from '../write-findings.ts';
import type { Compared } from './baseline.ts';
import type { TestLeak, TestLeaks } from './read-leaks.ts';

interface TestReport extends TestLeaks, Compared {
  /** Packages whose tests ran and left no profile. */
  readonly silent: readonly string[];
  readonly hasLeakProfile: boolean;
  readonly goVersion: string;
  readonly baseline: string | undefined;
}

const shownLeaks = 20;
const shownPackages = 3;

export function writeTestReport(report: TestReport, options: TestOptions, terminal: Terminal): string {
  const findings = writeForCi(options, terminal.version, () =>
    report.fresh.map((leak) => describeFinding(leak, report)),
  );
  if (findings !== undefined) return findings;
  if (options.json) return writeDocument(report);
  const limit = options.limit ?? shownLeaks;
  return options.markdown ? writeMarkdown(report, limit) : writeText(report, limit, terminal.colour);
}

/** One sentence each. */
function summarise(report: TestReport): readonly string[] {
  const { fresh, known, gone, ignored, silent, packages, baseline, hasLeakProfile, goVersion } = report;
  const how = hasLeakProfile ? `the leak profile of ${goVersion}` : `what ran on after the tests (${goVersion})`;
  const of = `${formatAmount(packages.length, 'package')}, by ${how}`;
  const counted = fresh.length === 0 ? 'No' : formatCount(fresh.length);
  const what = `${counted} ${baseline === undefined ? '' : 'new '}${fresh.length === 1 ? 'leak' : 'leaks'} in ${of}.`;
  return [
    packages.length === 0 ? `Nothing is known of leaks: no package left a profile (${goVersion}).` : what,
    ...(known.length > 0 ? [`${formatAmount(known.length, 'leak is', 'leaks are')} known by ${baseline}.`] : []),
    ...(gone > 0
      ? [
          `${formatAmount(gone, 'leak', 'leaks')} of ${baseline} did not occur; --update takes ${gone === 1 ? 'it' : 'them'} out.`,
        ]
      : []),
    ...(ignored > 0 ? [`${formatAmount(ignored, 'goroutine is', 'goroutines are')} left out by rules.`] : []),
    ...(silent.length > 0
      ? [`Nothing is known of ${namePackages(silent)}: the tests crashed, ran out of time or ended by os.Exit.`]
      : []),
  ];
}

function writeText(report: TestReport, limit: number, colour: boolean): string {
  const paint = makePaint(colour);
  const lines = report.fresh.slice(0, limit).flatMap(({ group, packages }) => {
    const cause = explainGroup(group)?.cause ?? null;
    return [
      '',
      `${paint(formatCount(group.count), 'bold')} in ${group.state}: ${paint(nameFunction(group), 'red')} at ${placeOf(group)}`,
      `  tests of ${namePackages(packages)}`,
      ...(group.creator === '' ? [] : [`  started by ${group.creator}`]),
      ...(cause === null ? [] : [`  ${cause}: ${causes[cause].fix}`]),
      `  fingerprint ${group.fingerprint}`,
    ];
  });
  const [first = '', ...rest] = summarise(report);
  const cut = cutOf(report, limit);
  return `${['', `parked: ${first}`, ...rest, ...lines, ...(cut === '' ? [] : ['', cut])].map(neutralise).join('\n')}\n`;
}

export function writeMarkdown(report: TestReport, limit = shownLeaks): string {
  const shown = report.fresh.slice(0, limit);
  const rows = shown.map(({ group, packages }) => [
    formatCount(group.count),
    code(group.state),
    code(nameFunction(group)),
    code(placeOf(group)),
    linkCause(explainGroup(group)?.cause ?? null),
    packages.slice(0, shownPackages).map(code).join(', ') + moreOf(packages),
  ]);
  const cut = cutOf(report, limit);
  return `${[
    '# Goroutines left behind by tests',
    ...summarise(report).map(escapeText),
    ...(rows.length === 0
      ? []
      : [layMarkdownTable(['Count', 'State', 'Function', 'Place', 'Cause', 'Packages'], rows)]),
    ...(cut === '' ? [] : [escapeText(cut)]),
    ...shown.map(({ group }, index) => `## ${index + 1}. ${code(nameFunction(group))}\n\n${fenceFrames(group.frames)}`),
    ...explainCauses(shown.flatMap(({ group }) => explainGroup(group)?.cause ?? [])),
  ].join('\n\n')}\n`;
}

function writeDocument(report: TestReport): string {
  const { goVersion, hasLeakProfile, packages, silent, ignored, fresh, known, gone } = report;
  const describe = ({ group, packages: of }: TestLeak) => ({
    fingerprint: group.fingerprint,
    state: group.state,
    count: group.count,
    packages: of,
    cause: explainGroup(group)?.cause ?? null,
    ...describeGroup(group),
  });
  const document = {
    version: 1,
    go: goVersion,
    method: hasLeakProfile ? 'leak profile' : 'left running',
    packages,
    unknown: silent,
    ignored,
    leaks: fresh.map(describe),
    known: known.map(describe),
    gone,
  };
  return `${stringifySafely(document, 2)}\n`;
}

function describeFinding({ group, packages }: TestLeak, { hasLeakProfile }: TestReport): Finding {
  const cause = explainGroup(group)?.cause ?? null;
  const evidence = hasLeakProfile
    ? "The runtime's leak profile lists it: nothing can wake it."
    : 'It still ran a second after the tests.';
  return {
    rule: cause ?? 'goroutine-leak',
    level: 'error',
    title: `${formatAmount(group.count, 'goroutine')} in ${group.state}: ${nameFunction(group)}`,
    message: [
      `Left behind by the tests of ${namePackages(packages)}.`,
      evidence,
      ...(cause === null ? [] : [causes[cause].fix]),
    ].join(' '),
    ...locate(group),
  };
}

function cutOf({ fresh }: TestReport, limit: number): string {
  const more = fresh.length - limit;
  return more > 0 ? `${formatCount(more)} of ${formatCount(fresh.length)} leaks are left out; --limit shows more.` : '';
}

function placeOf(group: TestLeak['group']): string {
  const { file, line } = locate(group);
  return file === '' ? group.location : `${file}:${line}`;
}

function namePackages(packages: readonly string[]): string {
  return packages.slice(0, shownPackages).join(', ') + moreOf(packages);
}

function moreOf(packages: readonly string[]): string {
  return packages.length > shownPackages ? ` and ${formatCount(packages.length - shownPackages)} more` : '';
}
