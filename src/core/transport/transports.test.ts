// Each transport with a small text of its own. That all of them give the same as the plain text, whatever the dump, is
// tried in tests/corpus.
import { readText, show } from '../profile/testing/read.ts';
import { createProfileReader } from '../profile/reader.ts';
import { interpretProfile } from '../stack/interpret.ts';

const lines = [
  'goroutine 7 [chan send, 12 minutes]:',
  'shop/cart.(*Store).push(0xc000010000, {0x1, 0x2})',
  '\t/src/shop/cart/store.go:41 +0x1d',
  'created by shop/cart.New in goroutine 1',
  '\t/src/shop/cart/store.go:20 +0x2a',
  '',
  'goroutine 1 [select]:',
  'main.main()',
  '\t/src/shop/main.go:9 +0x11',
];
const text = `${lines.join('\n')}\n`;
const stacks = [
  '1 chan send: shop/cart.(*Store).push store.go:41 < by shop/cart.New store.go:20',
  '1 select: main.main main.go:9',
];
const at = (index: number) => `2026-01-02T03:04:05.${String(index).padStart(3, '0')}Z`;
const each = (write: (line: string, index: number) => string) =>
  lines.map((line, index) => `${write(line, index)}\n`).join('');
const html = (line: string) =>
  line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\+/g, '&#43;');

/** A line in two, where it is long. */
function cutLine(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width)}\n${line.slice(width)}`;
}

/** As psql pads a cell, with blanks for its tabs. */
function padCell(line: string): string {
  return line.replace(/\t/g, ' '.repeat(8)).padEnd(54);
}

function printable(line: string): string {
  const quoted = line.replace(/=/g, '=3D').replace(/\t/g, '=09');
  return quoted.length <= 40 ? quoted : `${quoted.slice(0, 40)}=\n${quoted.slice(40)}`;
}

test.each([
  ["Docker's json-file", each((line, i) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: at(i) }))],
  [
    "the kubelet's records",
    each((line, i) => `${at(i)} stderr P ${line.slice(0, 9)}\n${at(i)} stderr F ${line.slice(9)}`),
  ],
  ['lines with a prefix', each((line, i) => `${at(i)} stderr F ${line}`)],
  ['lines with a prefix', each((line, i) => `Jan  2 03:04:0${i} host shop[7]: ${line}`)],
  [
    "journald's JSON",
    each((line, i) => JSON.stringify({ __REALTIME_TIMESTAMP: `17672798450000${10 + i}`, MESSAGE: line, _PID: '7' })),
  ],
  [
    'the field "message" of each line',
    each((line, i) => JSON.stringify({ severity: 'ERROR', message: line, timestamp: at(i) })),
  ],
  [
    'an export of Google Cloud Logging',
    each((line, i) => JSON.stringify({ insertId: `${i}x`, textPayload: line, timestamp: at(i) })),
  ],
  ['an export of Splunk', each((line) => JSON.stringify({ preview: false, result: { _raw: line } }))],
  ['the field "msg" of each line', `time="${at(0)}" level=info msg=${JSON.stringify(text)}\n`],
  ['the field "stack" of each line', `${JSON.stringify({ level: 'error', ts: 1.5, stack: text })}\n`],
  ['an answer of JSON-RPC', `${JSON.stringify({ jsonrpc: '2.0', id: 1, result: text })}`],
  ['quoted text', `[2026/01/02 03:04:05.678 +08:00] [WARN] [a.go:7] [${JSON.stringify(text)}]\n`],
  ['quoted text', `var dump = ${JSON.stringify(text).replace(/\\n/g, '\\n\\\n')};\nreact();\n`],
  ['column 2 of a table', `time,message\n${each((line, i) => `${at(i)},"${line.replace(/"/g, '""')}"`)}`],
  ['column 2 of a table', `id;log\n1;"${text}"\n`],
  [
    'a cell of a table',
    ` id | dump${' '.repeat(50)} | note\n----+${'-'.repeat(56)}+------\n${lines
      .map((line, i) => `${i === 0 ? '  1' : '   '} | ${padCell(line)}${i + 1 < lines.length ? '+' : ' '}| \n`)
      .join('')}(1 row)\n`,
  ],
  [
    'a cell of a table',
    `-[ RECORD 1 ]${'-'.repeat(50)}\nid   | 1\n${lines
      .map((line, i) => `${i === 0 ? 'dump' : '    '} | ${padCell(line)}${i + 1 < lines.length ? '+' : ''}\n`)
      .join('')}\n`,
  ],
  [
    'a cell of a table',
    `+----+${'-'.repeat(56)}+\n| id | dump${' '.repeat(50)} |\n+----+${'-'.repeat(56)}+\n${lines
      .map((line, i) => `| ${i === 0 ? '1 ' : '  '} | ${padCell(line)} |\n`)
      .join('')}+----+${'-'.repeat(56)}+\n`,
  ],
  [
    'an answer of Loki',
    JSON.stringify({
      data: {
        resultType: 'streams',
        result: [
          { stream: { app: 'shop' }, values: lines.map((line, i) => [`17673230450000${10_000 + i}`, line]).reverse() },
        ],
      },
    }),
  ],
  ['quoted text', `(${lines.map((line) => `'${line.replace(/\t/g, '\\t')}\\n'`).join('\n ')})\n`],
  ['text in base64', `kind: Secret\ndata:\n  password: aHVudGVyMg==\n  dump.txt: ${btoa(text)}\n`],
  ['text in base64', `dump: !!binary |\n  ${btoa(text).replace(/.{76}/g, '$&\n  ')}\nkind: x\n`],
  ['text in base64', JSON.stringify({ kind: 'Secret', data: { dump: btoa(text) } }, null, 2)],
  ['lines with a suffix', each((line) => `${line} [pod=a]`)],
  ['lines that end in carriage returns', each((line) => line).replace(/\n/g, '\r')],
  ['coloured text', each((line) => `\x1b[36m${line}\x1b[0m`)],
  ['text with no-break spaces', each((line) => line.replace(/\t/g, '\u00a0 \u00a0 '))],
  ['a quoted-printable mail', each(printable)],
  ['a web page', `<html><body><p>Look:</p><code>${lines.map(html).join('<br>')}</code></body></html>`],
  ['text with entities of a web page', each(html)],
  ["syslog's #012 for line ends", `Jan  2 host shop: ${text.replace(/\n/g, '#012').replace(/\t/g, '#011')}\n`],
  ['text of a chat or tracker', each((line) => line.replace(/(\(\*|_)/g, '\\$1').replace('(\\(*', '(\\*'))],
  ['text of a chat or tracker', each((line) => line.replace('(*Store)', '(Store)'))],
  ['wrapped lines', each((line) => cutLine(line, 36))],
  ['quoted text', JSON.stringify(lines)],
  ['text in base64', btoa(text)],
  ['text in base64', `Content-Transfer-Encoding: base64\r\n\r\n${btoa(text).replace(/.{1,76}/g, '$&\r\n')}--end\r\n`],
  ['the field "body" of each line', JSON.stringify({ records: lines.map((line, i) => ({ id: i, body: line })) })],
  ['a recording of asciinema', `{"version": 2}\n${each((line) => `[1.5, "o", ${JSON.stringify(`${line}\r\n`)}]`)}`],
  ['lines with a prefix', each((line, i) => `${i + 1}${line.startsWith('goroutine') ? ':' : '-'}${line}`)],
  ['lines with a prefix', each((line, i) => `@400000006956f0${i}ab0000abcd ${line}`)],
  ['text of a chat or tracker', `It hangs. {code:go}${lines.join('\n')}{code}\n`],
  [
    'error records of PowerShell',
    `shopd.exe : ${lines[0]}\r\nAt line:1 char:1\r\n+ .\\shopd.exe\r\n+ ~~~~~~~~~~~\r\n` +
      '    + CategoryInfo          : NotSpecified: (goroutine 7:String) [], RemoteException\r\n' +
      `    + FullyQualifiedErrorId : NativeCommandError\r\n \r\n${lines.slice(1).join('\r\n')}\r\n`,
  ],
  [
    "Docker's raw log stream",
    lines.map((line) => `\x02\0\0\0\0\0\0${String.fromCharCode(line.length + 1)}${line}\n`).join(''),
  ],
  [
    'syslog with counted octets',
    lines
      .map(
        (line, i) => `${`<13>1 ${at(i)} web shop 7 - - `.length + line.length} <13>1 ${at(i)} web shop 7 - - ${line}`,
      )
      .join(''),
  ],
  ['text of a form', `id=7&text=${encodeURIComponent(text).replace(/%20/g, '+')}&z=9`],
  ['text of an address', `https://paste.example/new?text=${encodeURIComponent(text)}\n`],
  [
    'lines with marks of a workflow',
    each((line, i) => `${at(i)} ${line.startsWith('goroutine') ? '##[error]' : ''}${line}`),
  ],
  ['folded text of YAML', `data:\n  dump: ${JSON.stringify(text).replace(/(\S{9,}) /g, '$1\n    ')}\nkind: x\n`],
  ['folded text of YAML', `data:\n  "dump": ${JSON.stringify(text).replace(/(\S{9,}) /g, '$1\\\n    \\ ')}\nkind: x\n`],
  [
    'rows of a table in JSON',
    JSON.stringify({ columns: [{ name: 'Time' }, { name: 'Entry' }], rows: lines.map((line, i) => [at(i), line]) }),
  ],
  ["records of Android's logcat", each((line) => `[ 01-02 03:04:05.678  4711: 4712 E/GoLog    ]\n${line}\n`)],
  [
    'pages of a document',
    `${lines.slice(0, 4).join('\n')}\n\nPage 1 of 2\n\fIncident 4711\n\n${lines.slice(4).join('\n')}\n`,
  ],
  ['newest line first', [...lines].reverse().join('\n')],
])('reads %s', (name, carried) => {
  const result = readText(carried);
  expect(result.outcome === 'read' && result.profiles.map(show)).toEqual([expect.arrayContaining(stacks)]);
  expect(result.outcome === 'read' && result.transports?.map((use) => use.name)).toContain(name);
});

test('keeps the empty lines of records, which end goroutines', () => {
  const stray = [...lines.slice(0, 3), '', 'main.other()', '\t/src/other.go:1 +0x1'];
  const result = readText(stray.map((line) => `${JSON.stringify({ message: line })}\n`).join(''));
  expect(result.outcome === 'read' && result.profiles.map(show)).toEqual([
    ['1 chan send: shop/cart.(*Store).push store.go:41'],
  ]);
});

test("reads lines that journald's JSON gives as bytes, as it does where they hold control characters", () => {
  const message = (line: string) => (line.startsWith('\t') ? [...new TextEncoder().encode(line)] : line);
  const result = readText(each((line) => JSON.stringify({ MESSAGE: message(line), _PID: '7' })));
  expect(result.outcome === 'read' && result.profiles.map(show)).toEqual([stacks]);
});

test('undoes transports in one another', () => {
  const inner = each((line, i) => `web-1  | ${at(i)} ${line}`);
  const carried = inner
    .trimEnd()
    .split('\n')
    .map((line) => `${JSON.stringify({ log: `${line}\n` })}\n`)
    .join('');
  const result = readText(carried);
  expect(result.outcome === 'read' && result.profiles.map(show)).toEqual([stacks]);
});

test('reads the lines of two processes apart, though they come mixed', () => {
  const other = lines.map((line) => line.replace('main.main', 'main.other'));
  const mixed = lines.flatMap((line, i) => [`shop[7]: ${line}`, `shop[8]: ${other[i]}`]).join('\n');
  const result = readText(`${mixed}\n`);
  expect(result.outcome === 'read' && result.profiles.map((profile) => [profile.part, show(profile)[1]])).toEqual([
    ['shop 7', '1 select: main.main main.go:9'],
    ['shop 8', '1 select: main.other main.go:9'],
  ]);
});

test('reads the rows of a table in JSON apart by the columns that name a process', () => {
  const columns = [{ name: 'TimeGenerated' }, { name: 'PodName' }, { name: 'LogEntry' }];
  const rows = lines.flatMap((line, i) => ['shop-a', 'shop-b'].map((pod) => [at(i), pod, line]));
  const result = readText(JSON.stringify({ tables: [{ name: 'PrimaryResult', columns, rows }] }, null, 2));
  expect(result.outcome === 'read' && result.profiles.map((profile) => [profile.part, show(profile)])).toEqual([
    ['shop-a', stacks],
    ['shop-b', stacks],
  ]);
  expect(result.outcome === 'read' && result.profiles[0]!.timeMs).toBe(Date.parse(at(0)));
});

test('gives several dumps of one log their times', () => {
  const log = ['03:04:05', '04:04:05'].map((time) => each((line) => `2026-01-02T${time}Z app | ${line}`)).join('');
  const result = readText(log);
  expect(result.outcome === 'read' && result.profiles.map(({ timeMs }) => new Date(timeMs ?? 0).toISOString())).toEqual(
    ['2026-01-02T03:04:05.000Z', '2026-01-02T04:04:05.000Z'],
  );
});

test('replaces the ligatures of a PDF by their letters', () => {
  const result = readText(each((line) => line.replace('main.main', 'main.proﬁle').replace('main.go', 'oﬄine.go')));
  expect(result.outcome === 'read' && result.profiles.map(show)).toEqual([
    [stacks[0], '1 select: main.profile offline.go:9'],
  ]);
});

test('joins pieces of a terminal recording, wherever they are cut', () => {
  const events = text.replace(/\n/g, '\r\n').match(/[^]{1,23}/g) ?? [];
  const result = readText(
    `{"version": 2}\n${events.map((event) => `[0.5, "o", ${JSON.stringify(event)}]\n`).join('')}`,
  );
  expect(result.outcome === 'read' && result.profiles.map(show)).toEqual([stacks]);
});

test.each([
  ['folded text of YAML', `kind: x\ndump: ${JSON.stringify(text).replace(/(\S{9,}) /g, '$1\n    ')}\nmore: x\n`],
  ['counted octets', lines.map((line) => `${line.length + 5} <13> ${line}`).join('')],
  ['a form', `text=${encodeURIComponent(text).replace(/%20/g, '+')}`],
])('reads %s alike, however the bytes arrive', (_, carried) => {
  const whole = readText(carried);
  const reader = createProfileReader();
  for (const byte of new TextEncoder().encode(carried)) reader.push(Uint8Array.of(byte));
  expect(whole.outcome === 'read' && whole.profiles.map(show)).toEqual([stacks]);
  expect(reader.finish()).toEqual(whole);
});

test('keeps the numbers of the lines behind a folded text of YAML', () => {
  const broken = `dump: ${JSON.stringify('goroutine 9 [select]:\nmain.g()\n\t/src/g.go:1 +0x1\n###\n\n')}\n`;
  const findLines = (before: string) => {
    const result = readText(before + broken);
    return result.outcome === 'read' ? result.profiles.flatMap(({ issues }) => issues.map(({ line }) => line)) : [];
  };
  const unfolded = `dump: ${JSON.stringify(text)}\n`;
  const folded = unfolded.replace(/(\S{9,}) /g, '$1\n    ');
  const folds = folded.split('\n').length - unfolded.split('\n').length;
  expect(folds).toBeGreaterThan(3);
  expect(findLines(folded)).toEqual(findLines(unfolded).map((line) => (line ?? NaN) + folds));
});

test('reads broken colours alike, however their bytes arrive', () => {
  const carried = each((line) => `\x1b[36m${line}\x1b[0\x1b[0m`);
  const whole = readText(carried);
  const reader = createProfileReader();
  for (const byte of new TextEncoder().encode(carried)) reader.push(Uint8Array.of(byte));
  const inPieces = reader.finish();
  expect(whole.outcome === 'read' && whole.profiles.map(show)).toEqual([stacks]);
  expect(inPieces).toEqual(whole);
});

test('names the transports of a text, and the number of lines left out', () => {
  const noise = `${JSON.stringify({ level: 'info', text: 'ready' })}\n`;
  const result = readText(noise + each((line) => JSON.stringify({ log: line })) + noise);
  expect(result.outcome === 'read' && result.profiles[0]?.readAs).toBe("Docker's json-file, 2 of 11 lines left out");
});

test('finds a dump far inside of a log', () => {
  const noise = '2026-01-02 03:04:05 GET /cart 200 goroutines=15 took 3 ms\n'.repeat(8000);
  const result = readText(noise + text + noise);
  expect(result.outcome === 'read' && result.profiles.map(show)).toEqual([stacks]);
});

test('keeps own code, states and fingerprints through a field that was escaped twice', () => {
  const plain = readText(text);
  const twice = readText(JSON.stringify({ log: JSON.stringify({ msg: text }) }));
  const fingerprints = [plain, twice].map((result) =>
    result.outcome === 'read'
      ? interpretProfile(result.profiles[0]!, { ownCode: [], labelKeys: [] }).entries.map(
          ({ stack }) => stack.fingerprint,
        )
      : [],
  );
  expect(fingerprints[1]).toEqual(fingerprints[0]);
  expect(fingerprints[0]).toHaveLength(2);
});

const chunked = (body: string, bytes: number) =>
  `${(body.match(new RegExp(`[^]{1,${bytes}}`, 'g')) ?? []).map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`;
const answerHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const asNumbers = (body: string, separator: string) => [...new TextEncoder().encode(body)].join(separator);

test.each([
  ['a chunked answer', answerHead + chunked(text, 50)],
  ['a chunked body without its head', chunked(text, 33)],
  ['bytes as Go prints them', `12:00 stack: [${asNumbers(text, ' ')}]\n`],
  ['bytes in hexadecimal', `stack: ${Buffer.from(text).toString('hex')}\n`],
  [
    'lines of journald as bytes',
    each((line) => JSON.stringify({ MESSAGE: [...Buffer.from(`\x1b[31m${line}\x1b[0m`)] })),
  ],
  [
    'a list of YAML',
    `log:\n${lines.map((line) => `- ${line.startsWith('\t') ? JSON.stringify(line) : line}\n`).join('')}`,
  ],
  [
    'folded items of YAML',
    `log:\n${lines.map((line) => `  - ${JSON.stringify(line).replace(/, /g, ',\n    ')}\n`).join('')}`,
  ],
  ['hashes of Ruby', each((line) => `{\n  "message" => ${JSON.stringify(line)}\n}`)],
  ['quoted lines with blanks between them', `[${lines.map((line) => JSON.stringify(line)).join(' ')}]\n`],
  ['a message of TeamCity', `##teamcity[message text='${text.replace(/[|[\]]/g, '|$&').replace(/\n/g, '|n')}']\n`],
  ['the text of cat -A', each((line) => `${line.replace(/\t/g, '^I')}$`)],
  ['an address with data', `data:text/plain;base64,${Buffer.from(text).toString('base64')}`],
  ['lines that were joined by blanks', `${lines.join(' ')}\n`],
  ['paragraphs of Outlook', `<html>${lines.map((line) => `<p>${html(line)}<o:p></o:p></p>\n`).join('')}</html>`],
])('reads %s as the plain text, however the bytes arrive', (_, carried) => {
  const whole = readText(carried);
  expect(whole.outcome === 'read' && whole.profiles.map(show)).toEqual([stacks]);
  const reader = createProfileReader();
  for (const byte of new TextEncoder().encode(carried)) reader.push(Uint8Array.of(byte));
  expect(reader.finish()).toEqual(whole);
});

test.each(['stdout', 'stderr'])("reads Ansible's %s once, though it is printed whole and line by line", (name) => {
  const result = JSON.stringify({ rc: 0, [name]: text, [`${name}_lines`]: lines }, null, 4);
  const read = readText(`ok: [web1] => ${result}\n`);
  expect(read.outcome === 'read' && read.profiles.map(show)).toEqual([stacks]);
});

test('reads escaped bytes as characters of UTF-8, and other codes as characters of Unicode', () => {
  const named = (state: string) => readText(`dump: "goroutine 7 [${state}]:\\nmain.f()\\n\\t/src/f.go:1 +0x1\\n"\n`);
  const states = ['gr\\xc3\\xb6\\xc3\\x9fe', 'gr\\xf6\\xdfe', 'gr\\u00f6\\u00dfe'].map((state) => {
    const read = named(state);
    return read.outcome === 'read' && read.profiles[0]?.entries[0]?.header?.status;
  });
  expect(states).toEqual(['größe', 'größe', 'größe']);
});

test('reads a form that was cut within a stack', () => {
  const cut = lines.slice(1).join('\n').replace('push', 'writeGoroutine');
  const read = readText(`id=7&text=${encodeURIComponent(cut).replace(/%20/g, '+')}`);
  expect(read.outcome === 'read' && read.profiles.map(show)).toEqual([['1 select: main.main main.go:9']]);
});

test('names a count profile whose line ends are lost', () => {
  const read = readText('goroutine profile: total 3 2 @ 0x1 0x2 #\t0x1\tmain.f+0x1\t/src/f.go:1 1 @ 0x3\n');
  expect(read.outcome === 'unrecognised' && read.looksLike).toBe('goroutine profile in one line');
});

test('does not examine a text that repeats a broken header more often than another', () => {
  const broken = 'goroutine 7 ['.repeat(20_000);
  expect(readText(broken).outcome).toBe('unrecognised');
  const read = readText(`${broken}\n${text}`);
  expect(read.outcome === 'read' && read.profiles.map(show)).toEqual([stacks]);
});
