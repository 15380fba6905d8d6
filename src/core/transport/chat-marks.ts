// Undoes what chats, trackers and Markdown do to a dump: names become links, signs get backslashes, receivers lose
// their star.
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import { decodeText, encodeText } from './byte-text.ts';
import type { Transport } from './model.ts';

const maxLineBytes = 64 * 1024;

const slackLink = /<(?:https?|mailto):[^\s<>|]{0,2000}\|([^<>|]{1,2000})>/g;
const bareLink = /<https?:\/\/([^\s<>|]{1,2000})>/g;
const markdownLink = /\[([^\][\n]{1,2000})\]\(https?:\/\/[^\s()]{0,2000}\)/g;
const escapedSign = /\\([*_[\]()<>#~`{}.+-])/g;
/** Receivers in brackets are always pointers. */
const lostStar = /\.\(([A-Za-z_][\w.]*(?:\[[^\]\n]*\])?)\)\./g;
/** A fence of Markdown or of a tracker on a line with other text, before it or after it. */
const fenceBefore = /^(.*?)(?:```|\{(?:code|noformat)(?::[^}\n]{0,200})?\})(?=\[?[Gg]oroutine \d)/gm;
const fenceBehind = /(?:```|\{(?:code|noformat)\})(?=\r?$)/gm;
const curlyQuotes = /^(# labels: \{|\s*# labels: \{).*[“”]/m;
const signs = [slackLink, bareLink, markdownLink, escapedSign, lostStar, /…/g, fenceBefore, fenceBehind, curlyQuotes];

export const chatMarks: Transport = {
  detect(head) {
    const text = decodeText(head, 0, head.length);
    if (!signs.some((sign) => text.search(sign) >= 0)) return [];
    return [
      {
        name: 'text of a chat or tracker',
        open: (output, line) => new FilterDecoder(output, line, new CuttingRewriter(undo, wholeLines, maxLineBytes)),
      },
    ];
  },
};

function wholeLines(text: Uint8Array): number {
  return text.lastIndexOf(10) + 1;
}

function undo(bytes: Uint8Array): Uint8Array {
  const text = decodeText(bytes, 0, bytes.length)
    .replace(slackLink, '$1')
    .replace(bareLink, '$1')
    .replace(markdownLink, '$1')
    .replace(escapedSign, '$1')
    .replace(lostStar, '.(*$1).')
    .replace(fenceBefore, (_, before: string) => (before.trim() === '' ? before : `${before}\n`))
    .replace(fenceBehind, '')
    .replace(/[“”]/g, '"')
    .replace(/…/g, '...');
  return encodeText(text);
}
