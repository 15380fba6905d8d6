// Writes JUnit XML by the schema of Jenkins. Every build server reads it. Each finding is a failed test; without
// findings, one test has passed.
import { neutralise } from '../plain-text.ts';
import type { CiContext, Finding } from './findings.ts';

export function writeJunit(findings: readonly Finding[], { place }: CiContext): string {
  const cases = findings.map((finding) => describeCase(finding, place));
  const failed = findings.filter(({ level }) => level === 'error').length;
  const tests = Math.max(cases.length, 1);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${tests}" failures="${failed}">`,
    `  <testsuite name="parked" tests="${tests}" failures="${failed}" errors="0" skipped="${cases.length - failed}">`,
    ...(cases.length === 0 ? ['    <testcase classname="goroutines" name="no goroutine is left behind" />'] : cases),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')}\n`;
}

/** A finding that is not certain enough to fail a build is skipped, with its reason. */
function describeCase({ rule, level, title, message, file, line, frames }: Finding, place: CiContext['place']): string {
  // The place stands in the text, because the schema has no attributes for it and some readers check the schema.
  const where = file === '' ? [] : [`${place(file)}:${line}`];
  const stack = [...where, ...frames.flatMap(({ raw }) => [raw.function, `    ${raw.file}:${raw.line}`])]
    .map(escapeXml)
    .join('\n');
  const open = `    <testcase classname="goroutines.${rule}" name="${escapeXml(title)}">`;
  const said =
    level === 'error'
      ? `      <failure type="${rule}" message="${escapeXml(message)}">${stack}</failure>`
      : `      <skipped message="${escapeXml(message)}">${where.map(escapeXml).join('')}</skipped>`;
  return [open, said, '    </testcase>'].join('\n');
}

/** XML does not allow control characters, not even escaped. */
function escapeXml(text: string): string {
  return neutralise(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
