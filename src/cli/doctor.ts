// `parked doctor`: checks the machine's Go, targets and files. It says what is missing and how to repair it.
import { stringifySafely, neutralise } from '../report/plain-text.ts';
import { examineFile } from './doctor/examine-file.ts';
import { examineGo } from './doctor/examine-go.ts';
import { examineUrl } from './doctor/examine-url.ts';
import type { Finding } from './doctor/model.ts';
import { exitStatus, usageFailure } from './exit-status.ts';
import type { DoctorOptions } from './options/doctor.ts';
import { withTargets } from './read-url.ts';
import { completeSources, isUrl } from './source-url.ts';
import type { Terminal } from './terminal.ts';

/** Returns the exit status. Throws a CommandFailure for an invalid URL or option. */
export async function runDoctor(words: readonly string[], options: DoctorOptions, terminal: Terminal): Promise<number> {
  const sources = completeSources(words);
  if (sources.includes('-')) throw usageFailure('Standard input (-) is not examined; name URLs and files.');
  const findings: Finding[] = [describeItself(terminal), await examineGo(process.env)];
  await withTargets(async (targets) => {
    for (const source of sources) {
      const found = isUrl(source) ? await examineUrl(targets, source, options) : await examineFile(source, terminal);
      findings.push(...found);
    }
  });
  await terminal.out(options.json ? `${stringifySafely({ version: 1, findings }, 2)}\n` : write(findings));
  return findings.some(({ state }) => state === 'broken') ? exitStatus.unreadable : exitStatus.fine;
}

function describeItself({ version }: Terminal): Finding {
  const runtime =
    process.versions['bun'] === undefined ? `Node ${process.versions.node}` : `Bun ${process.versions.bun}`;
  return { about: 'parked', what: 'version', state: 'fine', text: `${version} on ${runtime}`, mend: '' };
}

function write(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ about, what, state, text, mend }) => [
    `${state.padEnd(8)} ${about}: ${what}: ${text}`,
    ...(mend === '' ? [] : [`         → ${mend}`]),
  ]);
  return `${lines.map(neutralise).join('\n')}\n`;
}
