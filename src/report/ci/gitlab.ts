// GitLab's code quality report, which shows findings in a merge request's changes.
import { neutralise, stringifySafely } from '../plain-text.ts';
import type { CiContext, Finding } from './findings.ts';

const severities: Readonly<Record<Finding['level'], string>> = { error: 'major', warning: 'minor', note: 'info' };

export function writeGitlab(findings: readonly Finding[], { place }: CiContext): string {
  const entries = findings.map(({ rule, level, title, message, fingerprint, file, line }) => ({
    description: neutralise(`${title}. ${message}`),
    check_name: rule,
    fingerprint,
    severity: severities[level],
    location: { path: file === '' ? 'unknown' : place(file), lines: { begin: Math.max(line, 1) } },
  }));
  return `${stringifySafely(entries, 2)}\n`;
}
