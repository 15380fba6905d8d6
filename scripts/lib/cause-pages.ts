// Writes the pages about causes from the cause records. Engineers read them when an alert names a cause.
import { causes } from '../../src/core/causes/list.ts';
import { causeIds, type Cause } from '../../src/core/causes/model.ts';
import { layCausePage } from '../../src/report/cause-page.ts';

const notice = '<!-- Made from src/core/causes by "npm run docs": change the record, not this page. -->';

/** Pages by file name. */
export function describeCauses(): ReadonlyMap<string, string> {
  const records = causeIds.map((id) => causes[id]);
  const pages = new Map(records.map((cause) => [`${cause.id}.md`, writePage(cause)]));
  return pages.set('README.md', writeIndex(records));
}

function writePage(cause: Cause): string {
  return join([notice, ...layCausePage(cause), '[All causes](README.md)']);
}

function writeIndex(records: readonly Cause[]): string {
  const rows = records.map(({ id, name, sharePercent, looksLike }) => {
    const share = sharePercent === null ? '' : `, ${sharePercent} %`;
    return `- [${name}](${id}.md) (\`${id}\`${share}). ${firstSentence(looksLike)}.`;
  });
  return join([
    notice,
    '# Why goroutines leak',
    'A goroutine leaks when nothing will ever end its wait. A stack alone often fits several causes; Parked names them in order of likelihood, and source lines, the leak profile and the creator narrow them down. A percentage is the share in one published table of leaks.',
    rows.join('\n'),
    '## Whatever the cause',
    'Ask of the function at the top of your own code: **which event makes this goroutine exit, and who is sure to bring it about on every way out?** Write the answer beside the `go` statement.',
    [
      '- [goleak](https://pkg.go.dev/go.uber.org/goleak): `defer goleak.VerifyNone(t)` fails a test that leaves goroutines behind.',
      '- `go vet`: `lostcancel`, `copylocks` and `waitgroup` find three of the mistakes before they run.',
      '- [`testing/synctest`](https://pkg.go.dev/testing/synctest): a bubble whose goroutines all wait for ever ends the test, and time in it costs none.',
      '- The leak profile: `/debug/pprof/goroutineleak`, from Go 1.27 on, and in Go 1.26 built with `GOEXPERIMENT=goroutineleakprofile`. It proves what nothing can reach any more. It cannot see sleeps, I/O, and whatever a global variable still refers to.',
    ].join('\n'),
  ]);
}

/** Up to the first full stop that ends a sentence, not one inside of code. */
function firstSentence(text: string): string {
  const end = /[.;:] (?=[A-Z`a-z])/.exec(text.replace(/`[^`]*`/g, (code) => '`'.padEnd(code.length, 'x')))?.index;
  return end === undefined ? text.replace(/\.$/, '') : text.slice(0, end);
}

function join(parts: readonly string[]): string {
  return `${parts.map(wrap).join('\n\n')}\n`;
}

const columns = 120;

/** Wraps paragraphs and lists. Headings, tables, comments and code stay as they are. */
function wrap(part: string): string {
  return /^(#|\||<|```)/.test(part) ? part : part.split('\n').map(wrapLine).join('\n');
}

function wrapLine(line: string): string {
  const indent = line.startsWith('- ') ? '  ' : '';
  let width = 0;
  return line
    .split(' ')
    .map((word, index) => {
      const fits = index === 0 || width + 1 + word.length <= columns;
      width = fits ? width + word.length + (index === 0 ? 0 : 1) : indent.length + word.length;
      return index === 0 ? word : fits ? ` ${word}` : `\n${indent}${word}`;
    })
    .join('');
}
