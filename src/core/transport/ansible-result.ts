// A result of Ansible, which prints the output of a command twice: whole, and as a list of its lines. Only the whole
// one is read, or each goroutine would count twice.
import { decodeText, encodeText } from './byte-text.ts';
import type { DecoderOutput, Transport } from './model.ts';
import { QuotedDecoder } from './quoted-decoder.ts';
import { findRecordStreams, type Field } from './record-streams.ts';

const quote = 34;
const opensWhole = /"(stdout|stderr)": "(?:[^"\\]|\\.){0,16384}?goroutine /;
const opensList = /^\s*"std(?:out|err)_lines": \[\s*$/;
const closesList = /^\s*\],?\s*$/;

export const ansibleResult: Transport = {
  detect(head) {
    const text = decodeText(head, 0, head.length);
    const name = opensWhole.exec(text)?.[1];
    if (name === undefined || !text.includes(`"${name}_lines": [`)) return [];
    const field: Field = { key: encodeText(`"${name}": `), quote, more: 'nothing', isPiece: false };
    const streams = findRecordStreams(head, field);
    return [
      {
        name: "Ansible's result",
        isCertain: true,
        open: (output, line) => new QuotedDecoder(withoutLists(output), line, field, streams),
      },
    ];
  },
};

/** Drops the lines of the lists. */
function withoutLists(output: DecoderOutput): DecoderOutput {
  let isInList = false;
  const isDropped = (line: string): boolean => {
    if (isInList && closesList.test(line)) isInList = false;
    else if (opensList.test(line)) isInList = true;
    else return isInList;
    return true;
  };
  return {
    write: (stream, text, place) => output.write(stream, text, place),
    leave: (bytes, start, end, line) => {
      if (!isDropped(decodeText(bytes, start, end))) output.leave(bytes, start, end, line);
    },
  };
}
