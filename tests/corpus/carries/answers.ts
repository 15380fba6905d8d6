// Answers of services and of tools that ask them.
import { type Carry, at, each, escapeHtml, pythonBytes, text } from './writing.ts';

const answerHead = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n';

/** The pieces of a body as HTTP/1.1 sends one whose length is not known before (RFC 9112, 7.1). */
function inChunks(body: string, bytes: number): string {
  const whole = Buffer.from(body);
  let chunks = '';
  for (let from = 0; from < whole.length; from += bytes) {
    const chunk = whole.subarray(from, from + bytes).toString('latin1');
    chunks += `${chunk.length.toString(16)}\r\n${chunk}\r\n`;
  }
  return Buffer.from(`${chunks}0\r\n\r\n`, 'latin1').toString('utf8');
}

const pretty = (value: unknown) => JSON.stringify(value, null, 4);

export const answers: Readonly<Record<string, Carry>> = {
  'curl -i': (lines) => `${answerHead}\r\n${text(lines)}`,
  'curl -v': (lines) =>
    `* Connected to localhost (127.0.0.1) port 6060\n> GET /debug/pprof/goroutine?debug=2 HTTP/1.1\r\n> \r\n< HTTP/1.1 200 OK\r\n< \r\n{ [3456 bytes data]\n${text(lines)}* Connection #0 to host localhost left intact\n`,
  'kubectl exec': (lines) =>
    `Defaulted container "shop" out of: shop, istio-proxy\n${text(lines)}command terminated with exit code 2\n`,
  'ansible both, indented': (lines) =>
    `ok: [web1] => ${pretty({ changed: true, cmd: 'cat dump.txt', rc: 0, stderr: '', stderr_lines: [], stdout: lines.join('\n'), stdout_lines: lines })}\n`,
  'aws filter-log-events': (lines) =>
    pretty({
      events: lines.map((line, i) => ({ logStreamName: 'shop/1', timestamp: 1767323045000 + i, message: line })),
    }),
  'aws logs tail': each((line, i) => `${at(i).replace('Z', '000+00:00')} shop/shop/0123456789abcdef ${line}`),
  'gcloud json': (lines) =>
    pretty(lines.map((line, i) => ({ insertId: `x${i}`, jsonPayload: { message: line }, timestamp: at(i) }))),
  'journald with colours': each((line) =>
    JSON.stringify({ _PID: '7', MESSAGE: [...Buffer.from(`\x1b[31m${line}\x1b[0m`)] }),
  ),
  'journalctl verbose': each(
    (line, i) => `Fri 2026-01-02 03:04:05.${100_000 + i} UTC [s=01;i=${i}]\n    _PID=4711\n    MESSAGE=${line}`,
  ),
  'journalctl events': each((line) => `data: ${JSON.stringify({ _PID: '7', MESSAGE: line })}\n`),
  'go %v of bytes': (lines) => `2026/01/02 03:04:05 stack: [${[...Buffer.from(text(lines))].join(' ')}]\n`,
  'go %x': (lines) => `2026/01/02 03:04:05 stack: ${Buffer.from(text(lines)).toString('hex')}\n`,
  'go %q of lines': (lines) => `[${lines.map((line) => JSON.stringify(line)).join(' ')}]\n`,
  'logstash rubydebug': each(
    (line, i) => `{\n    "@timestamp" => ${at(i)},\n       "message" => ${JSON.stringify(line)}\n}`,
  ),
  'yaml list of plain and quoted lines': (lines) =>
    `items:\n- log:\n${lines.map((line) => `  - ${asYaml(line)}\n`).join('')}`,
  'data address': (lines) => `data:text/plain;base64,${Buffer.from(text(lines)).toString('base64')}`,
  'teamcity message': (lines) =>
    `##teamcity[testStdErr name='TestShop' out='${text(lines)
      .replace(/[|'[\]]/g, '|$&')
      .replace(/\n/g, '|n')}']\n`,
  'cat -A': each((line) => `${line.replace(/\t/g, '^I')}$`),
  'slack export with links': (lines) =>
    JSON.stringify([
      {
        type: 'message',
        text: `\`\`\`${escapeHtml(text(lines)).replace(/(?:github|golang)\.\w+\/[\w./-]+/g, (at) => `<http://${at}|${at}>`)}\`\`\``,
      },
    ]),
  'outlook html': (lines) =>
    `<html><body>${lines.map((line) => `<p class=MsoNormal><span>${escapeHtml(line).replace(/^\t/, '<span style="mso-tab-count:1">        </span>')}<o:p></o:p></span></p>\n`).join('')}</body></html>`,
  'browser plain text': (lines) =>
    `<html><head></head><body><pre style="word-wrap: break-word; white-space: pre-wrap;">${escapeHtml(text(lines))}</pre></body></html>`,
  'python repr of text': (lines) => `CompletedProcess(args='x', stderr=${pythonBytes(text(lines)).slice(1)})\n`,
  'http archive': (lines) =>
    pretty({ log: { entries: [{ response: { content: { mimeType: 'text/plain', text: text(lines) } } }] } }),
  'mysql dump': (lines) =>
    `INSERT INTO \`logs\` VALUES (7,'${text(lines)
      .replace(/[\\'"]/g, '\\$&')
      .replace(/\n/g, '\\n')}','x');\n`,
  hclog: (lines) =>
    `2026-01-02T03:04:05.678Z [ERROR] agent: hangs:\n  stack=\n${lines.map((line) => `  | ${line}\n`).join('')}`,
  'klog structured': (lines) =>
    `E0102 03:04:05.678901       1 main.go:12] "dump" err=<\n${lines.map((line) => `\t${line}\n`).join('')} >\n`,
  'chunked answer': (lines) => `${answerHead}Transfer-Encoding: chunked\r\n\r\n${inChunks(text(lines), 2048)}`,
  'chunked body': (lines) => inChunks(text(lines), 700),
};

/** A scalar as PyYAML writes it: plain if possible, otherwise in quotes, and folded if it is long. */
function asYaml(line: string): string {
  if (/[\t\r]/.test(line)) return JSON.stringify(line);
  if (line === '' || /^[#\d]|: |:$/.test(line)) return `'${line.replace(/'/g, "''")}'`;
  return line.replace(/([^\n]{70}\S*) (?! )/g, '$1\n    ');
}
