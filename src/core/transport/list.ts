// The transports. A new one is one new file and one line here. The first one wins where two make equal sense of a text.
import { alignedTable } from './aligned-table.ts';
import { androidRecords } from './android-records.ts';
import { ansibleResult } from './ansible-result.ts';
import { base64Text } from './base64-text.ts';
import { carriageReturns } from './carriage-returns.ts';
import { cells } from './cells.ts';
import { chatMarks } from './chat-marks.ts';
import { chunkedBody } from './chunked-body.ts';
import { containerRecords } from './container-records.ts';
import { controlEscapes } from './control-escapes.ts';
import { dockerStream } from './docker-stream.ts';
import { joinedLines } from './joined-lines.ts';
import { jsonRows } from './json-rows.ts';
import { ligatures } from './ligatures.ts';
import { lineSuffixes } from './line-suffixes.ts';
import { lokiAnswer } from './loki-answer.ts';
import type { Transport } from './model.ts';
import { newestFirst } from './newest-first.ts';
import { numberedBytes } from './numbered-bytes.ts';
import { octetFrames } from './octet-frames.ts';
import { oddSpaces } from './odd-spaces.ts';
import { pageBreaks } from './page-breaks.ts';
import { percentEscapes } from './percent-escapes.ts';
import { powershellErrors } from './powershell-errors.ts';
import { prefixedLines } from './prefixed-lines.ts';
import { quotedFields } from './quoted-fields.ts';
import { quotedPrintable } from './quoted-printable.ts';
import { terminalColours } from './terminal-colours.ts';
import { webPage } from './web-page.ts';
import { workflowMarks } from './workflow-marks.ts';
import { wrappedLines } from './wrapped-lines.ts';
import { yamlFolds } from './yaml-folds.ts';
import { yamlList } from './yaml-list.ts';

export const transports = {
  dockerStream,
  octetFrames,
  chunkedBody,
  androidRecords,
  ansibleResult,
  numberedBytes,
  carriageReturns,
  terminalColours,
  pageBreaks,
  oddSpaces,
  ligatures,
  powershellErrors,
  webPage,
  alignedTable,
  lokiAnswer,
  jsonRows,
  cells,
  yamlFolds,
  yamlList,
  quotedFields,
  containerRecords,
  prefixedLines,
  workflowMarks,
  lineSuffixes,
  base64Text,
  quotedPrintable,
  controlEscapes,
  percentEscapes,
  chatMarks,
  joinedLines,
  wrappedLines,
  newestFirst,
} as const satisfies Readonly<Record<string, Transport>>;
