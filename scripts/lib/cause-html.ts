// The cause pages as HTML, for links from Grafana. They are part of the plugin, so they match its version and open
// without Internet access. They contain no script and load nothing from outside.
import { causes } from '../../src/core/causes/list.ts';
import { causeIds, type Cause } from '../../src/core/causes/model.ts';

const style = `:root{color-scheme:light dark}body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:16px/1.55 system-ui,sans-serif}
h1{line-height:1.2}h2{margin-top:2rem}code,pre{font:14px/1.5 ui-monospace,monospace}
pre{padding:.8rem 1rem;overflow-x:auto;border:1px solid #8886;border-radius:4px;background:#8881}
table{border-collapse:collapse}td,th{padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top}img{max-width:100%}`;

/** Pages by file name. */
export function describeCausesAsHtml(): ReadonlyMap<string, string> {
  const records = causeIds.map((id) => causes[id]);
  const pages = new Map(records.map((cause) => [`${cause.id}.html`, writePage(cause)]));
  return pages.set('index.html', writeIndex(records));
}

function writePage(cause: Cause): string {
  const { example } = cause;
  return makePage(cause.name, [
    `<p><code>${escape(cause.id)}</code>. ${inline(cause.howCommon)}</p>`,
    '<h2>How it looks in a stack</h2>',
    paragraph(cause.looksLike),
    block(cause.excerpt),
    '<h2>Why it leaks</h2>',
    paragraph(cause.why),
    '<h2>What to change</h2>',
    paragraph(cause.fix),
    ...(example.given === undefined ? [] : ['<p>Given:</p>', block(example.given)]),
    '<p>Before:</p>',
    block(example.before),
    '<p>After:</p>',
    block(example.after),
    '<h2>How to prevent the next one</h2>',
    `<ul>${cause.prevention.map((line) => `<li>${inline(line)}</li>`).join('\n')}</ul>`,
    '<p><a href="index.html">All causes</a></p>',
  ]);
}

function writeIndex(records: readonly Cause[]): string {
  const rows = records.map(
    ({ id, name, sharePercent }) =>
      `<tr><td><a href="${id}.html">${inline(name)}</a></td><td><code>${escape(id)}</code></td><td>${sharePercent === null ? '–' : `${sharePercent} %`}</td></tr>`,
  );
  return makePage('Why goroutines leak', [
    '<p>A goroutine leaks when nothing will ever end its wait. The share is that of one published table of leaks; a dash means that it has no figure.</p>',
    `<table><tr><th>cause</th><th>id</th><th>share</th></tr>${rows.join('\n')}</table>`,
  ]);
}

/** A page that needs no other file. */
export function makePage(title: string, parts: readonly string[]): string {
  const plain = escape(title.replaceAll('`', ''));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain} · Parked</title>
<style>${style}</style>
</head>
<body>
<h1>${inline(title)}</h1>
${parts.join('\n')}
</body>
</html>
`;
}

const paragraph = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((part) => `<p>${inline(part)}</p>`)
    .join('\n');
const block = (code: string): string => `<pre><code>${escape(code.trimEnd())}</code></pre>`;

/** The Markdown that records use within a sentence: code, strong words, links to https. */
function inline(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? `<code>${escape(part.slice(1, -1))}</code>` : formatWords(escape(part))))
    .join('');
}

function formatWords(escaped: string): string {
  return escaped
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\[([^\]]+)\]\((https:[^)\s]+)\)/g, '<a href="$2">$1</a>');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
