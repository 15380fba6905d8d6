// Reads the answer of a tool of `parked mcp`, as an agent does: the document stands in the text, between marks.
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

export function readAnswer({ content }: CallToolResult): { readonly text: string; readonly document: unknown } {
  const [part] = content;
  const text = part?.type === 'text' ? part.text : '';
  const document = /^<data-([0-9a-f]{12})>\n(.*)\n<\/data-\1>$/m.exec(text)?.[2] ?? text;
  return { text, document: JSON.parse(document) };
}
