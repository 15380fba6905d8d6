// Checks a file: whether it can be read, and whether it holds a goroutine profile.
import { formatAmount } from '../../core/format.ts';
import { CommandFailure } from '../exit-status.ts';
import { readFileProfiles } from '../read-file.ts';
import type { Terminal } from '../terminal.ts';
import type { Finding } from './model.ts';

export async function examineFile(path: string, terminal: Terminal): Promise<readonly Finding[]> {
  try {
    const profiles = await readFileProfiles(path, [], terminal);
    const forms = [...new Set(profiles.map(({ profile }) => `${profile.kind} ${profile.format}`))].join(', ');
    const goroutines = profiles.reduce((sum, { profile }) => sum + profile.goroutines, 0);
    const unparsed = profiles.reduce((sum, { profile }) => sum + profile.unparsed, 0);
    const text = `${formatAmount(profiles.length, 'profile')} (${forms}), ${formatAmount(goroutines, 'goroutine')}`;
    return [
      { about: path, what: 'profile', state: 'fine', text, mend: '' },
      ...(unparsed > 0 ? [describeUnparsed(path, unparsed)] : []),
    ];
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return [{ about: path, what: 'profile', state: 'broken', text: error.message.replace(`${path}: `, ''), mend: '' }];
  }
}

function describeUnparsed(about: string, unparsed: number): Finding {
  const text = `${formatAmount(unparsed, 'goroutine')} could not be read`;
  return { about, what: 'whole', state: 'missing', text, mend: `parked report ${about} quotes the first line.` };
}
