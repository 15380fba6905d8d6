// Changes a real recording like a tool or a person would on its way to the reader: logs, chats, terminals.
export interface Transport {
  readonly name: string;
  readonly what: string;
  readonly change: (bytes: Uint8Array) => Uint8Array;
}

const byText = (change: (text: string) => string) => (bytes: Uint8Array) =>
  new TextEncoder().encode(change(new TextDecoder().decode(bytes)));

const byLine = (change: (line: string, index: number) => string) =>
  byText((text) =>
    text
      .split('\n')
      .map((line, index, lines) => (index === lines.length - 1 && line === '' ? '' : change(line, index)))
      .join('\n'),
  );

function clock(index: number): string {
  return new Date(Date.UTC(2026, 0, 2, 3, 4, 5, index % 1000)).toISOString();
}

/** For debug=1 and debug=2 alike. */
export const transports: readonly Transport[] = [
  {
    name: 'crlf',
    what: 'lines end in CR LF, as after a Windows editor',
    change: byText((text) => text.replaceAll('\n', '\r\n')),
  },
  { name: 'bom', what: 'a byte order mark before the first line', change: byText((text) => `\ufeff${text}`) },
  {
    name: 'spaces',
    what: 'each tab became four spaces, as in a chat',
    change: byText((text) => text.replaceAll('\t', '    ')),
  },
  {
    name: 'indented',
    what: 'each line indented by four spaces, as in an issue',
    change: byLine((line) => `    ${line}`),
  },
  { name: 'quoted', what: 'each line behind "> ", as in a mail', change: byLine((line) => `> ${line}`) },
  {
    name: 'fenced',
    what: 'between the fences of a Markdown code block, with a sentence before and after',
    change: byText((text) => `The pod hangs, here is what it says:\n\n\`\`\`text\n${text}\`\`\`\n\nAny idea?\n`),
  },
  {
    name: 'kubectl-timestamps',
    what: 'as `kubectl logs --timestamps` prints it',
    change: byLine((line, index) => `${clock(index).replace('Z', '123456Z')} ${line}`),
  },
  {
    name: 'kubectl-prefix',
    what: 'as `kubectl logs --prefix` prints it',
    change: byLine((line) => `[pod/shop-7d9f8b6c5-x2x9q/app] ${line}`),
  },
  { name: 'compose', what: 'as `docker compose logs` prints it', change: byLine((line) => `shop-1  | ${line}`) },
  {
    name: 'journald',
    what: 'as `journalctl` prints it',
    change: byLine((line) => `Jan 02 03:04:05 node-3 shop[4711]: ${line}`),
  },
  {
    name: 'docker-json',
    what: "as Docker's json-file driver keeps it",
    change: byLine((line, index) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: clock(index) })),
  },
  {
    name: 'cri',
    what: 'as containerd keeps it',
    change: byLine((line, index) => `${clock(index).replace('Z', '123456Z')} stderr F ${line}`),
  },
  {
    name: 'curl-i',
    what: 'behind the answer head that `curl -i` prints',
    change: byText(
      (text) =>
        `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nTransfer-Encoding: chunked\r\n\r\n${text}`,
    ),
  },
  { name: 'twice', what: 'the same text twice, one behind the other', change: byText((text) => `${text}\n${text}`) },
  { name: 'cut', what: 'cut off after 3,000 bytes', change: (bytes) => bytes.subarray(0, 3_000) },
];

/** For debug=1 only. */
export const rowTransports: readonly Transport[] = [
  {
    name: 'hashes-lost',
    what: 'the # at the start of each frame is gone and tabs are spaces, as Markdown makes it',
    change: byText((text) => text.replaceAll(/^#\t/gm, '    ').replaceAll('\t', ' ')),
  },
];

/** For a crash's text, which is small: more of the logs and terminals that such texts are copied from. */
export const crashTransports: readonly Transport[] = [
  {
    name: 'utf16',
    what: 'UTF-16 with a byte order mark and CR LF, as PowerShell writes what a command prints into a file',
    change: (bytes) => Buffer.from(`\ufeff${new TextDecoder().decode(bytes).replaceAll('\n', '\r\n')}`, 'utf16le'),
  },
  {
    name: 'github-actions',
    what: 'as the raw log of a GitHub Actions job has it',
    change: byLine((line, index) => `${clock(index).replace('Z', '4567Z')} ${line}`),
  },
  {
    name: 'compose-coloured',
    what: 'as `docker compose logs` prints it on a terminal, colours included',
    change: byLine((line) => `\u001b[36mshop-1  | \u001b[0m${line}`),
  },
  { name: 'stern', what: 'as `stern` prints it', change: byLine((line) => `shop-7d9f8b6c5-x2x9q app ${line}`) },
  {
    name: 'klog',
    what: 'each line logged by klog',
    change: byLine((line) => `I0102 03:04:05.678901       1 main.go:10] ${line}`),
  },
  {
    name: 'doubled',
    what: 'a blank line behind each line, as some web forms make it',
    change: byText((text) => text.replaceAll('\n', '\n\n')),
  },
  { name: 'blanks-lost', what: 'blank lines left out', change: byText((text) => text.replaceAll('\n\n', '\n')) },
  { name: 'trailing', what: 'three spaces at the end of each line', change: byLine((line) => `${line}   `) },
];
