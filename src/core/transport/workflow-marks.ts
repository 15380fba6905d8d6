// `##[error]` of GitHub Actions and Azure Pipelines, where a runner marked some lines of a dump and not the others.
import { encodeText, findBytes } from './byte-text.ts';
import { undoEscapes } from './control-escapes.ts';
import type { Transport } from './model.ts';

const marks = ['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'command'].map((word) => `##[${word}]`);
const opening = encodeText('##[');

export const workflowMarks: Transport = {
  detect: (head) =>
    findBytes(head, opening, 0, head.length) < 0
      ? []
      : [
          undoEscapes(
            'lines with marks of a workflow',
            marks.map((mark) => [mark, '']),
          ),
        ],
};
