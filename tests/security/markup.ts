// What Markdown becomes once it is rendered as GitHub does: its elements, without the text in them.
import { join } from 'node:path';

interface Token {
  readonly type: string;
  readonly depth?: number;
  readonly href?: string;
  readonly tokens?: readonly Token[];
  readonly items?: readonly Token[];
  readonly header?: readonly Token[];
  readonly rows?: readonly (readonly Token[])[];
}

interface Marked {
  readonly lexer: (text: string) => readonly Token[];
}

// Grafana's packages bring it; its module for browsers is the one that needs no transform here.
const { marked } = jest.requireActual<{ marked: Marked }>(
  join(__dirname, '../../node_modules/marked/lib/marked.umd.js'),
);

/** Headings, tables with the number of their cells, lists, code, links and raw HTML, in order; text is left out. */
export function listMarkup(text: string): readonly string[] {
  return marked
    .lexer(text)
    .flatMap(describe)
    .filter((one) => one !== '');
}

function describe(token: Token): readonly string[] {
  const { type, depth, href, tokens = [], items = [], header, rows = [] } = token;
  // Only code spans matter here, not the boundaries of text and escapes.
  if (type === 'text' || type === 'escape' || type === 'space') return tokens.flatMap(describe);
  const name = [type, depth, href].filter((one) => one !== undefined).join(' ');
  const cells = header === undefined ? [] : [`${header.length} × ${rows.length}`];
  const inner = [...tokens, ...items, ...(header ?? []), ...rows.flat()].flatMap((one) =>
    'type' in one ? describe(one) : ((one as Token).tokens?.flatMap(describe) ?? []),
  );
  return [name, ...cells, ...inner];
}
