// Makes the result of a tool from a document: marked, quoted, and never larger than one answer may be.
import { randomBytes } from 'node:crypto';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { CommandFailure } from '../exit-status.ts';
import { makeMark, markDocument, quoteDocument, type Mark } from './mark.ts';

/** UTF-8 bytes of one answer. An answer that would be larger is refused, with what to ask for instead. */
const maxAnswerBytes = 16_000;

interface Described {
  readonly document: object;
  readonly mark: Mark;
}

/** Input errors are answers that an agent can act on. Other errors are bugs, and say so. */
export async function answer(describe: () => Promise<Described> | Described): Promise<CallToolResult> {
  try {
    const { document, mark } = await describe();
    return write(markDocument(document, mark) as Record<string, unknown>);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const told = error instanceof CommandFailure ? message : `An error in Parked itself: ${message}`;
    const document = markDocument({ error: told }, makeMark([])) as Record<string, unknown>;
    return { ...write(document), isError: true };
  }
}

function write(document: Record<string, unknown>): CallToolResult {
  const text = quoteDocument(document, randomBytes(6).toString('hex'));
  const bytes = Buffer.byteLength(text);
  if (bytes > maxAnswerBytes) {
    const error = `The answer would take ${bytes} bytes of at most ${maxAnswerBytes}. Ask for fewer with limit, or for one stack.`;
    return { content: [{ type: 'text', text: JSON.stringify({ error }) }], isError: true };
  }
  // Structured content would hold it all a second time, and clients hand both to the agent.
  return { content: [{ type: 'text', text }] };
}
