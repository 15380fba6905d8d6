// SARIF 2.1.0. Code scanning of GitHub, GitLab, Azure DevOps and editors shows each leak at its line, with one rule per
// cause.
import { causes } from '../../core/causes/list.ts';
import { layCausePage } from '../cause-page.ts';
import { stringifySafely } from '../plain-text.ts';
import type { CiContext, Finding } from './findings.ts';

export function writeSarif(findings: readonly Finding[], { version, place }: CiContext): string {
  const ids = [...new Set(findings.map(({ rule }) => rule))];
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Parked', version, rules: ids.map(describeRule) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => describeResult(finding, ids.indexOf(finding.rule), place)),
      },
    ],
  };
  return `${stringifySafely(document, 2)}\n`;
}

function describeRule(id: Finding['rule']) {
  if (id === 'goroutine-leak') {
    const text = 'Goroutines are left behind, and no known cause fits their stack.';
    return { id, shortDescription: { text: 'Goroutine leak' }, help: { text, markdown: text } };
  }
  const { name, why, fix } = causes[id];
  return {
    id,
    shortDescription: { text: name },
    fullDescription: { text: why },
    // The whole page, because viewers of results cannot open other pages.
    help: { text: `${why} ${fix}`, markdown: layCausePage(causes[id]).join('\n\n') },
  };
}

function describeResult(finding: Finding, ruleIndex: number, place: CiContext['place']) {
  const { rule, level, title, message, fingerprint, frames } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text: `${title}. ${message}` },
    locations: finding.file === '' ? [] : [describeLocation(finding.file, finding.line, finding.function, place)],
    partialFingerprints: { 'parkedStack/v1': fingerprint },
    ...(frames.length === 0
      ? {}
      : {
          stacks: [
            {
              message: { text: 'Innermost first' },
              frames: frames.map(({ raw }) => ({
                location: describeLocation(raw.file, raw.line, raw.function, place),
              })),
            },
          ],
        }),
  };
}

function describeLocation(file: string, line: number, name: string, place: CiContext['place']) {
  return {
    ...(file === ''
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(place(file).replaceAll('\\', '/')) },
            ...(line > 0 ? { region: { startLine: line } } : {}),
          },
        }),
    logicalLocations: [{ fullyQualifiedName: name, kind: 'function' }],
  };
}
