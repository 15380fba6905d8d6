// The pages of docs/ as HTML, for links from Grafana. They are part of the plugin, so they match its version and open
// without Internet access.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked } from 'marked';
import { makePage } from './cause-html.ts';

/** Written for those who change Parked. */
const ofDevelopers = new Set(['architecture.md', 'contributing.md', 'measurements.md', 'testing.md']);

/** Pages by file name; `index.html` lists them. */
export function describeDocsAsHtml(projectDir: string): ReadonlyMap<string, string> {
  const folder = join(projectDir, 'docs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && !ofDevelopers.has(name));
  const pages = new Map<string, string>();
  const titles: [file: string, title: string][] = [];
  for (const name of names.sort()) {
    const text = readFileSync(join(folder, name), 'utf8');
    const title = /^# (.*)$/m.exec(text)?.[1] ?? name;
    const file = toHtml(name);
    pages.set(file, makePage(title, [render(text.replace(/^# .*\n/m, ''), new Set(names))]));
    titles.push([file, title]);
  }
  const list = titles.map(([file, title]) => `<li><a href="${file}">${title}</a></li>`).join('\n');
  const causes = '<li><a href="../causes/index.html">Why goroutines leak: all causes</a></li>';
  return pages.set('index.html', makePage('Documentation', [`<ul>${list}\n${causes}</ul>`]));
}

function render(text: string, names: ReadonlySet<string>): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text: heading }) {
        return `<h${depth} id="${slug(heading)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inside = this.parser.parseInline(tokens);
        const target = findTarget(href, names);
        return target === undefined ? inside : `<a href="${target}">${inside}</a>`;
      },
    },
  });
  return marked.parse(text, { async: false });
}

/** Undefined for pages that are not in the plugin. Their words stay, without a link. */
function findTarget(href: string, names: ReadonlySet<string>): string | undefined {
  if (href.startsWith('https:') || href.startsWith('#') || href.startsWith('../img/')) return href;
  const [path = '', anchor] = href.split('#');
  const end = anchor === undefined ? '' : `#${anchor}`;
  if (path === 'causes/README.md') return `../causes/index.html${end}`;
  if (path.startsWith('causes/')) return `../${toHtml(path)}${end}`;
  return names.has(path) ? `${toHtml(path)}${end}` : undefined;
}

/** As GitHub makes them, so that anchors in the pages lead to the same place. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

const toHtml = (name: string): string => name.replace(/\.md$/, '.html');
