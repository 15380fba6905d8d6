// Makes the result of a tool from a document. Its texts are marked and quoted, and its size is bounded.
import { randomBytes } from 'node:crypto';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { CommandFailure } from '../exit-status.ts';
import { makeMark, markDocument, quoteDocument, type Mark } from './mark.ts';

/** The largest answer, in UTF-8 bytes. A larger one is refused, and the refusal says what to ask for instead. */
const maxAnswerBytes = 16_000;

interface Described {
  readonly document: object;
  readonly mark: Mark;
}

/** Input errors become answers that an agent can act on. Other errors are bugs, and the answer says so. */
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
  // Structured content would repeat the text, and clients give both to the agent.
  return { content: [{ type: 'text', text }] };
}
