// Lines as log collectors, schedulers and other services write them.
import { type Carry, at, cut, each } from './writing.ts';

export const collectors: Readonly<Record<string, Carry>> = {
  'compose coloured': each((line) => `\x1b[36mweb-1  | \x1b[0m${line}`),
  'kubectl --prefix': each((line) => `[pod/shop-6d5f7c9b8d-x2k4q/shop] ${line}`),
  'kubectl --prefix --timestamps': each((line, index) => `[pod/shop-6d5f7c9b8d-x2k4q/shop] ${at(index)} ${line}`),
  stern: each((line) => `shop-6d5f7c9b8d-x2k4q shop ${line}`),
  'stern coloured': each((line) => `\x1b[38;5;2mshop-6d5f7c9b8d-x2k4q\x1b[0m \x1b[38;5;3mshop\x1b[0m ${line}`),
  heroku: each((line, index) => `${at(index).replace('Z', '+00:00')} app[web.1]: ${line}`),
  'fly logs': each((line, index) => `${at(index)} app[3d8d9e1b] ams [info]${line}`),
  'github actions': each((line, index) => `${at(index).replace('Z', '1234Z')} ${line}`),
  'github actions job prefix': each((line, index) => `test\tRun go test\t${at(index).replace('Z', '1234Z')} ${line}`),
  'gitlab ansi': (lines) =>
    `section_start:1767323045:step_script\r\x1b[0K\x1b[0K\x1b[36;1mExecuting\x1b[0;m\n${lines.map((line) => `${line}\x1b[0;m\n`).join('')}section_end:1767323046:step_script\r\x1b[0K\n`,
  'gitlab timestamps': each((line, index) => `${at(index).replace('Z', '123Z')} 01O ${line}`),
  'gitlab crlf clear': each((line) => `\x1b[0K${line}\r`),
  'go test -v indented': (lines) =>
    `=== RUN   TestShop\n    shop_test.go:12: dump:\n${lines.map((line) => `        ${line}\n`).join('')}--- FAIL: TestShop (0.50s)\nFAIL\n`,
  gotestsum: each((line) => `    ${line}`),
  bazel: each((line) => `[test.log] ${line}`),
  coredumpctl: (lines) =>
    `           PID: 4711 (shopd)\n           UID: 0 (root)\n        Signal: 6 (ABRT)\n       Message: Process 4711 (shopd) of user 0 dumped core.\n                \n${lines.map((line) => `                ${line}\n`).join('')}`,
  'systemctl status': each((line) => `Jan 02 03:04:05 web1 shopd[4711]: ${line}`),
  'journalctl short-iso-precise': each((line) => `2026-01-02T03:04:05.678901+0000 web1 shopd[4711]: ${line}`),
  'journalctl export': each(
    (line, i) => `__REALTIME_TIMESTAMP=${1767323045000000 + i}\n_PID=7\nMESSAGE=${line}\nPRIORITY=6\n`,
  ),
  'supervisord / multilog tai64n': each(
    (line, index) => `@40000000${(0x6956f000 + index).toString(16)}0000abcd ${line}`,
  ),
  logcat: each((line) => `01-02 03:04:05.678  4711  4722 E Go      : ${line}`),
  'logcat brief': each((line) => `E/Go      ( 4711): ${line}`),
  'xcode/ios os_log': each((line) => `2026-01-02 03:04:05.678901+0000 Shop[4711:99887] ${line}`),
  'log4j style': each((line) => `2026-01-02 03:04:05,678 ERROR [main] c.e.Runner - ${line}`),
  terraform: each((line) => `2026-01-02T03:04:05.678Z [DEBUG] provider.terraform-provider-shop_v1.2.3: ${line}`),
  vagrant: each((line) => `    default: ${line}`),
  'jenkins timestamper': each((line, index) => `[${at(index)}] ${line}`),
  'buildkite apc': each((line, index) => `\x1b_bk;t=${1767323045000 + index}\x07${line}\r`),
  prow: each((line) => `{"component":"entrypoint"} ${line}`),
  'github actions error header': each(
    (line, index) => `${at(index).replace('Z', '1234Z')} ${line.startsWith('goroutine ') ? '##[error]' : ''}${line}`,
  ),
  'syslog octet-counted': (lines) =>
    lines
      .map((line, index) => `<13>1 ${at(index)} web1 shopd 42 - - ${line}`)
      .map((message) => `${Buffer.byteLength(message)} ${message}`)
      .join(''),
  'adb logcat -v long': each(
    (line, index) => `[ 01-02 03:04:05.${String(678 + (index % 300))}  4711: 4712 E/GoLog    ]\n${line}\n`,
  ),
  'azure devops': each((line, index) => `${at(index).replace('Z', '1234Z')} ##[error]${line}`),
  'aws cli table text': each((line, index) => `EVENTS\t${1767323045000 + index}\t${line}`),
  'gcloud text list': (lines) =>
    lines
      .map((line, i) => `---\ninsertId: x${i}\ntextPayload: ${JSON.stringify(line)}\ntimestamp: '${at(i)}'\n`)
      .join(''),
  'loki logcli': each((line, index) => `${at(index)} {app="shop", pod="shop-x"} ${line}`),
  'logcli colour': each((line, index) => `\x1b[34m${at(index)}\x1b[0m \x1b[32m{app="shop"}\x1b[0m ${line}`),
  'grafana explore txt': each((line, index) => `${at(index)}\t${line}`),
  'otel collector debug': each((line) => `Body: Str(${line})`),
  'fluent-bit stdout': each(
    (line, i) =>
      `[${i}] kube.shop: [[1767323045.678, {}], {"log"=>"${line.replace(/"/g, '\\"').replace(/\t/g, '\\t')}", "stream"=>"stderr"}]`,
  ),
  fluentd: each(
    (line) => `2026-01-02 03:04:05.678 +0000 kube.shop: ${JSON.stringify({ log: line, stream: 'stderr' })}`,
  ),
  nomad: each((line) => `2026-01-02T03:04:05.678Z [ERROR] agent: ${line}`),
  'docker events sync': (lines) =>
    lines
      .flatMap((line) => cut(line, 30).map((p, i, a) => p + (i + 1 === a.length ? '\n' : '')))
      .map((p) => `\x02\x00\x00\x00\x00\x00\x00${String.fromCharCode(new TextEncoder().encode(p).length)}${p}`)
      .join(''),
  'postgres log': each((line, index) => (index === 0 ? `2026-01-02 03:04:05.678 UTC [7] LOG:  ${line}` : `\t${line}`)),
  'rfc5424 syslog': each((line, index) => `<14>1 ${at(index)} web1 shopd 7 - - ${line}`),
  'rfc5424 bom': each((line, index) => `<14>1 ${at(index)} web1 shopd 7 ID47 [ex@1 a="b"] \uFEFF${line}`),
};
