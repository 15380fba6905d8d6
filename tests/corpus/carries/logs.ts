// Logs, tables and mails.
import { at, type Carry, cut, each, escapeHtml, text } from './writing.ts';

const syslogAt = (index: number) => `Jan  2 03:04:${String(5 + (index % 50)).padStart(2, '0')}`;
const json = (fields: (line: string, index: number) => object) =>
  each((line, index) => JSON.stringify(fields(line, index)));
const entities = (line: string) => escapeHtml(line).replace(/\+/g, '&#43;');
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

function inParts(line: string, index: number): string {
  const parts = cut(line, 48);
  return parts.map((part, i) => `${at(index)} stderr ${i + 1 < parts.length ? 'P' : 'F'} ${part}`).join('\n');
}

export const logs: Readonly<Record<string, Carry>> = {
  'docker json-file': json((line, i) => ({ log: `${line}\n`, stream: 'stderr', time: at(i) })),
  'cri records': each((line, index) => `${at(index)} stderr F ${line}`),
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
  'kibana csv': (lines) =>
    `"@timestamp",message,host\n${each((line, index) => `"${at(index)}",${csvCell(line)},web`)(lines)}`,
  'one cell of a table': (lines) => `id,log\n7,${csvCell(text(lines))}\n`,
  'field of a json record': (lines) =>
    `${JSON.stringify({ level: 'error', ts: 1.5, msg: 'stuck', stack: text(lines) })}\n`,
  'field of a field': (lines) => `${JSON.stringify({ log: JSON.stringify({ level: 'error', stack: text(lines) }) })}\n`,
  'json-rpc': (lines) => JSON.stringify({ jsonrpc: '2.0', id: 1, result: text(lines) }),
  logfmt: (lines) => `time="${at(0)}" level=error msg=${JSON.stringify(text(lines))} pod=a\n`,
  'logfmt lines': each((line, index) => `time=${at(index)} level=info msg=${JSON.stringify(line)}`),
  'tidb brackets': (lines) =>
    `[2026/01/02 03:04:05.678 +08:00] [WARN] [a.go:7] [dump] [stack=${JSON.stringify(text(lines))}]\n`,
  'string literal': (lines) => `var dump = ${JSON.stringify(text(lines)).replace(/\\n/g, '\\n\\\n')};\nreact();\n`,
  'kubectl timestamps': each((line, index) => `${at(index)} ${line}`),
  compose: each((line) => `web-1  | ${line}`),
  journalctl: each((line, index) => `${syslogAt(index)} host shop[7]: ${line}`),
  'journalctl and klog': each(
    (line, i) => `${syslogAt(i)} host shop[7]: I0102 03:04:05.${String(100_000 + i)}       7 dump.go:12] ${line}`,
  ),
  'a suffix': each((line) => `${line} [pod=a]`),
  'prefix and suffix': each((line, index) => `${at(index)} ${line} pod=a`),
  'quotes around lines': each((line) => `warn: ${JSON.stringify(line)}`),
  'mail quote': each((line) => `> ${line}`),
  'carriage returns': (lines) => text(lines).replace(/\n/g, '\r'),
  colours: each((line) => `\x1b[36m${line}\x1b[0m`),
  'no-break spaces': each((line) => line.replace(/\t/g, '\u00a0 \u00a0 ')),
  'quoted-printable': each(printable),
  'web page': (lines) => `<html><body><p>Look</p><div>${lines.map(entities).join('<br>\n')}</div></body></html>\n`,
  entities: each(entities),
  'syslog escapes': (lines) =>
    `${syslogAt(0)} host shop: ${text(lines).replace(/\t/g, '#011').replace(/\n/g, '#012')}\n`,
  'markdown escapes': each((line) => line.replace(/([*_])/g, '\\$1')),
  'wrapped at 80': each((line) => cut(line, 80).join('\n')),
  'newest first': (lines) => text([...lines].reverse()),
  'newest first with times': (lines) => text([...lines].map((line, i) => `${at(i)} ${line}`).reverse()),
};
