// Writes commands that GitHub Actions reads from a step's output. Each finding becomes an annotation at its line.
import { neutralise } from '../plain-text.ts';
import type { CiContext, Finding } from './findings.ts';

const commands: Readonly<Record<Finding['level'], string>> = { error: 'error', warning: 'warning', note: 'notice' };

export function writeGithub(findings: readonly Finding[], { place }: CiContext): string {
  return findings
    .map(({ level, title, message, file, line }) => {
      const where = file === '' ? [] : [`file=${escapeProperty(place(file))}`, ...(line > 0 ? [`line=${line}`] : [])];
      const properties = [...where, `title=${escapeProperty(title)}`].join(',');
      return `::${commands[level]} ${properties}::${escapeData(message)}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return neutralise(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
