// Writes a profile as text in the form of the runtime's debug=1: one block per stack, the largest first.
import type { Frame } from '../model.ts';
import type { WrittenProfile, WrittenStack } from './model.ts';

/** Below the addresses of any program, and as far apart as real ones. */
const firstAddress = 0x1000;
const addressStep = 0x10;

/** Stacks do not keep program counters. Each place gets an invented one, so that readers can tell stacks apart. */
export function writeCounts({ kind, stacks, comments }: WrittenProfile): string {
  const total = stacks.reduce((sum, { count }) => sum + count, 0);
  const addresses = new Map<string, string>();
  const findAddress = ({ function: name, file, line }: Frame): string => {
    const place = `${name} ${file} ${line}`;
    const known = addresses.get(place) ?? `0x${(firstAddress + addresses.size * addressStep).toString(16)}`;
    addresses.set(place, known);
    return known;
  };
  const ranked = [...stacks].sort((a, b) => b.count - a.count);
  const blocks = ranked.map((stack) => writeStack(stack, findAddress));
  const notes = comments.map((comment) => `# ${comment.replace(/\s+/g, ' ')}\n`).join('');
  return `${kind} profile: total ${total}\n${blocks.join('\n')}${notes === '' ? '' : `\n${notes}`}`;
}

function writeStack({ frames, count, labels }: WrittenStack, findAddress: (frame: Frame) => string): string {
  const counters = frames.map((frame) => ` ${findAddress(frame)}`).join('');
  const lines = frames.map((frame) => {
    const { function: name, file, line } = frame;
    return `#\t${findAddress(frame)}\t${name}+0x0\t${file}:${line}\n`;
  });
  const shown = Object.keys(labels).length === 0 ? '' : `# labels: ${JSON.stringify(labels)}\n`;
  return `${count} @${counters}\n${shown}${lines.join('')}`;
}
