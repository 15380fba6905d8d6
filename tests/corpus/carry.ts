// Puts the text of a recording into what people have it in: the reverse of core/transport, written on its own.

/** Turns the lines of a dump into a text that carries them. */
export type Carry = (lines: readonly string[]) => string;

const at = (index: number) => new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + index).toISOString();
const syslogAt = (index: number) => `Jan  2 03:04:${String(5 + (index % 50)).padStart(2, '0')}`;
const each =
  (write: (line: string, index: number) => string): Carry =>
  (lines) =>
    lines.map((line, index) => `${write(line, index)}\n`).join('');
const whole = (lines: readonly string[]) => `${lines.join('\n')}\n`;
const json = (fields: (line: string, index: number) => object) =>
  each((line, index) => JSON.stringify(fields(line, index)));
const escapeHtml = (line: string) =>
  line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\+/g, '&#43;');
const csvCell = (text: string) => `"${text.replace(/"/g, '""')}"`;

/** RFC 2045: lines of at most 76 characters, not broken inside an escape. */
function printable(line: string): string {
  const quoted = [...new TextEncoder().encode(line)].map((byte) =>
    (byte >= 33 && byte <= 126 && byte !== 61) || byte === 32
      ? String.fromCharCode(byte)
      : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  );
  const parts = [''];
  for (const part of quoted) {
    if (parts[parts.length - 1]!.length + part.length > 75) parts.push('');
    parts[parts.length - 1] += part;
  }
  return parts.join('=\n');
}

function wrap(line: string, width: number): string {
  const parts: string[] = [];
  for (let from = 0; from === 0 || from < line.length; from += width) parts.push(line.slice(from, from + width));
  return parts.join('\n');
}

function inParts(line: string, index: number): string {
  const parts = wrap(line, 48).split('\n');
  return parts.map((part, i) => `${at(index)} stderr ${i + 1 < parts.length ? 'P' : 'F'} ${part}`).join('\n');
}

export const carries: Readonly<Record<string, Carry>> = {
  'docker json-file': json((line, i) => ({ log: `${line}\n`, stream: 'stderr', time: at(i) })),
  'cri records': each((line, i) => `${at(i)} stderr F ${line}`),
  'cri records in parts': each(inParts),
  'journald json': json((line, i) => ({
    __REALTIME_TIMESTAMP: String(1_767_323_045_000_000 + i),
    MESSAGE: line,
    _PID: '7',
    PRIORITY: '6',
  })),
  'google cloud logging': json((line, i) => ({
    insertId: `x${i}`,
    resource: { type: 'k8s_container' },
    textPayload: line,
    timestamp: at(i),
  })),
  loki: json((line, i) => ({ labels: { app: 'shop' }, line, timestamp: at(i) })),
  cloudwatch: json((line, i) => ({
    timestamp: 1_767_323_045_000 + i,
    message: line,
    ingestionTime: 1_767_323_046_000,
  })),
  splunk: json((line, i) => ({ preview: false, offset: i, result: { _raw: line, _time: at(i) } })),
  'kibana csv': (lines) => `"@timestamp",message,host\n${each((line, i) => `"${at(i)}",${csvCell(line)},web`)(lines)}`,
  'one cell of a table': (lines) => `id,log\n7,${csvCell(whole(lines))}\n`,
  'field of a json record': (lines) =>
    `${JSON.stringify({ level: 'error', ts: 1.5, msg: 'stuck', stack: whole(lines) })}\n`,
  'field of a field': (lines) =>
    `${JSON.stringify({ log: JSON.stringify({ level: 'error', stack: whole(lines) }) })}\n`,
  'json-rpc': (lines) => JSON.stringify({ jsonrpc: '2.0', id: 1, result: whole(lines) }),
  logfmt: (lines) => `time="${at(0)}" level=error msg=${JSON.stringify(whole(lines))} pod=a\n`,
  'logfmt lines': each((line, i) => `time=${at(i)} level=info msg=${JSON.stringify(line)}`),
  'tidb brackets': (lines) =>
    `[2026/01/02 03:04:05.678 +08:00] [WARN] [a.go:7] [dump] [stack=${JSON.stringify(whole(lines))}]\n`,
  'string literal': (lines) => `var dump = ${JSON.stringify(whole(lines)).replace(/\\n/g, '\\n\\\n')};\nreact();\n`,
  'kubectl timestamps': each((line, i) => `${at(i)} ${line}`),
  compose: each((line) => `web-1  | ${line}`),
  journalctl: each((line, i) => `${syslogAt(i)} host shop[7]: ${line}`),
  'journalctl and klog': each(
    (line, i) => `${syslogAt(i)} host shop[7]: I0102 03:04:05.${String(100_000 + i)}       7 dump.go:12] ${line}`,
  ),
  'a suffix': each((line) => `${line} [pod=a]`),
  'prefix and suffix': each((line, i) => `${at(i)} ${line} pod=a`),
  'quotes around lines': each((line) => `warn: ${JSON.stringify(line)}`),
  'mail quote': each((line) => `> ${line}`),
  'carriage returns': (lines) => whole(lines).replace(/\n/g, '\r'),
  colours: each((line) => `\x1b[36m${line}\x1b[0m`),
  'no-break spaces': each((line) => line.replace(/\t/g, '\u00a0 \u00a0 ')),
  'quoted-printable': each(printable),
  'web page': (lines) => `<html><body><p>Look</p><div>${lines.map(escapeHtml).join('<br>\n')}</div></body></html>\n`,
  entities: each(escapeHtml),
  'syslog escapes': (lines) =>
    `${syslogAt(0)} host shop: ${whole(lines).replace(/\t/g, '#011').replace(/\n/g, '#012')}\n`,
  'markdown escapes': each((line) => line.replace(/([*_])/g, '\\$1')),
  'wrapped at 80': each((line) => wrap(line, 80)),
  'newest first': (lines) => whole([...lines].reverse()),
  'newest first with times': (lines) => whole([...lines].map((line, i) => `${at(i)} ${line}`).reverse()),
};
