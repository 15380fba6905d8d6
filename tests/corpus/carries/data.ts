// Dumps inside of data files and literals.
import { type Carry, at, each, escapeHtml, pythonBytes, text, untab } from './writing.ts';

export const data: Readonly<Record<string, Carry>> = {
  base64: (lines) => `${Buffer.from(text(lines)).toString('base64')}\n`,
  'base64 attachment': (lines) =>
    `Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text(lines))
      .toString('base64')
      .replace(/.{1,76}/g, '$&\r\n')}`,
  'secret of kubernetes': (lines) =>
    `apiVersion: v1\nkind: Secret\ndata:\n  password: aHVudGVyMg==\n  dump.txt: ${Buffer.from(text(lines)).toString('base64')}\n`,
  'psql aligned': (lines) => drawTable(lines, { bar: '', goesOn: '+' }),
  'sqlite table': (lines) => drawTable(lines, { bar: '|', goesOn: ' ' }),
  'azure log analytics': (lines) =>
    JSON.stringify({
      tables: [
        {
          name: 'PrimaryResult',
          columns: [
            { name: 'TimeGenerated', type: 'datetime' },
            { name: 'ContainerID', type: 'string' },
            { name: 'LogEntry', type: 'string' },
            { name: 'Size', type: 'long' },
          ],
          rows: lines.map((line, index) => [at(index), 'f00', line, index]),
        },
      ],
    }),
  'clickhouse compact rows': (lines) =>
    `${JSON.stringify({ meta: [{ name: 'time' }, { name: 'message' }], data: lines.map((line, i) => [at(i), line]) }, null, 4)}\n`,
  'loki api': (lines) =>
    JSON.stringify({
      status: 'success',
      data: {
        resultType: 'streams',
        result: [
          { stream: { app: 'shop' }, values: lines.map((line, i) => [`17673230450000${10_000 + i}`, line]).reverse() },
        ],
      },
    }),
  'python pprint': (lines) => `(${lines.map((line) => `${pythonBytes(`${line}\n`).slice(1)}`).join('\n ')})\n`,
  'windows event log (wevtutil xml)': (lines) =>
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='shopd'/><EventID Qualifiers='0'>1</EventID><Level>2</Level><TimeCreated SystemTime='2026-01-02T03:04:05.678Z'/><Computer>web1</Computer></System><EventData><Data>${escapeHtml(text(lines).replace(/\n/g, '\r\n'))}</Data></EventData></Event>\r\n`,
  'stern json': each((line) =>
    JSON.stringify({ message: line, nodeName: 'n1', namespace: 'default', podName: 'shop-x', containerName: 'shop' }),
  ),
  'go test -json': (lines) =>
    lines
      .map(
        (line, i) =>
          JSON.stringify({
            Time: at(i),
            Action: 'output',
            Package: 'example.com/shop',
            Test: 'TestShop',
            Output: `${line}\n`,
          }) + '\n',
      )
      .join(''),
  'go test -json indented t.Log': (lines) =>
    [`    shop_test.go:12: dump:`, ...lines.map((line) => `        ${line}`)]
      .map(
        (line, i) =>
          JSON.stringify({
            Time: at(i),
            Action: 'output',
            Package: 'example.com/shop',
            Test: 'TestShop',
            Output: `${line}\n`,
          }) + '\n',
      )
      .join(''),
  'sentry json': (lines) =>
    JSON.stringify({ event_id: 'x', level: 'error', message: { formatted: text(lines) }, platform: 'go' }),
  'sentry extra pretty': (lines) =>
    JSON.stringify({ event_id: 'x', extra: { goroutines: lines }, platform: 'go' }, null, 2),
  'datadog json': (lines) =>
    JSON.stringify(
      { data: [{ id: 'a', type: 'log', attributes: { service: 'shop', message: text(lines), timestamp: at(0) } }] },
      null,
      1,
    ),
  'datadog csv': (lines) =>
    `Date,Host,Service,Message\n${lines.map((line, i) => `"${at(i)}","web","shop","${line.replace(/"/g, '""')}"\n`).join('')}`,
  'elastic hits': (lines) =>
    JSON.stringify(
      {
        took: 1,
        hits: {
          total: { value: lines.length },
          hits: lines.map((line, i) => ({ _index: 'logs', _source: { '@timestamp': at(i), message: line } })),
        },
      },
      null,
      2,
    ),
  'json array of lines': (lines) => JSON.stringify(lines),
  'json array pretty': (lines) => JSON.stringify({ lines: lines }, null, 2),
  'tsv escaped (mysql -B)': (lines) =>
    `id\tlog\n7\t${text(lines).replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t')}\n`,
  'yaml block scalar': (lines) =>
    `apiVersion: v1\nkind: ConfigMap\ndata:\n  dump: |\n${lines.map((line) => `    ${line}\n`).join('')}status: x\n`,
  'yaml double quoted': (lines) => `dump: ${JSON.stringify(text(lines))}\n`,
  'yaml single line list': each((line) => `- ${JSON.stringify(line)}`),
  'yaml list single quotes': each((line) => `  - '${line.replace(/'/g, "''")}'`),
  'yaml double quoted and folded': (lines) => `data:\n  dump: ${fold(JSON.stringify(text(lines)))}\nkind: x\n`,
  'form encoded': (lines) => new URLSearchParams({ id: '7', text: text(lines) }).toString(),
  'toml multiline': (lines) => `dump = """\n${text(lines)}"""\n`,
  'go %q': (lines) => `2026/01/02 03:04:05 stack: ${JSON.stringify(text(lines))}\n`,
  'go %v of bytes slice of strings': (lines) => `2026/01/02 03:04:05 stacks: [${text(lines)}]\n`,
  'python repr bytes': (lines) => `stderr: ${pythonBytes(text(lines))}\n`,
  'python subprocess error': (lines) =>
    `subprocess.CompletedProcess(args=['shopd'], returncode=2, stdout=b'', stderr=${pythonBytes(text(lines))})\n`,
  'python list repr': (lines) => `[${lines.map((line) => pythonBytes(line + '\n').slice(1)).join(', ')}]\n`,
  'ruby inspect': (lines) =>
    `"${text(lines).replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/#\{/g, '\\#{')}"\n`,
  'ansible stderr_lines': (lines) =>
    `fatal: [web1]: FAILED! => {\n    "changed": true,\n    "stderr_lines": [\n${lines.map((line) => `        ${JSON.stringify(line)}`).join(',\n')}\n    ]\n}\n`,
  'ansible stderr': (lines) =>
    `fatal: [web1]: FAILED! => {"changed": true, "rc": 2, "stderr": ${JSON.stringify(text(lines))}, "stderr_lines": ${JSON.stringify(lines)}}\n`,
  'circleci json': (lines) => JSON.stringify([{ message: lines.join('\r\n'), time: at(0), type: 'out' }]),
  'cloudwatch csv': (lines) =>
    `timestamp,message\n${lines.map((line, i) => `${1767323045000 + i},"${line.replace(/"/g, '""')}\n"\n`).join('')}`,
  'excel tab paste': (lines) => lines.map((line, i) => `${at(i)}\tweb\t"${line.replace(/"/g, '""')}"\n`).join(''),
  'grafana explore json': (lines) =>
    JSON.stringify(
      lines.map((line, i) => ({
        line: line,
        timestamp: String(1767323045000000000 + i * 1000),
        date: at(i),
        fields: { app: 'shop' },
      })),
      null,
      2,
    ),
  'quickwit/otlp json': (lines) =>
    JSON.stringify({
      resourceLogs: [
        {
          scopeLogs: [
            { logRecords: lines.map((line, i) => ({ timeUnixNano: String(i), body: { stringValue: line } })) },
          ],
        },
      ],
    }),
  'vector/ndjson msg': each((line, index) => JSON.stringify({ msg: line, level: 'info', ts: index })),
};

/** As go-yaml folds text in double quotes: at a space beyond the 80th column, where no other space follows. */
function fold(quoted: string): string {
  return quoted.replace(/([^\n]{80}\S*) (?! )/g, '$1\n    ');
}

/** A table with one cell of several lines, as a database's shell draws it. */
function drawTable(
  lines: readonly string[],
  { bar, goesOn }: { readonly bar: string; readonly goesOn: string },
): string {
  const cells = lines.map((line) => untab(line.trimEnd()));
  const width = Math.max(...cells.map(({ length }) => length));
  const corner = bar === '' ? '' : '+';
  const ruler = `${corner}----+${'-'.repeat(width + 2)}${corner}\n`;
  const rows = cells.map((cell, index) => {
    const mark = index + 1 < cells.length ? goesOn : ' ';
    return `${bar} ${index === 0 ? '1 ' : '  '} | ${cell.padEnd(width)}${mark}${bar}\n`;
  });
  return `${bar} id | ${'dump'.padEnd(width)} ${bar}\n${ruler}${rows.join('')}${bar === '' ? '(1 row)\n' : ruler}`;
}
