// Texts copied out of terminals, editors and pages.
import { type Carry, cut, each, text, untab } from './writing.ts';

export const terminals: Readonly<Record<string, Carry>> = {
  'windows event viewer text': (lines) =>
    `Log Name:      Application\r\nSource:        shopd\r\nDate:          1/2/2026 3:04:05 AM\r\nEvent ID:      1\r\nTask Category: None\r\nLevel:         Error\r\nKeywords:      Classic\r\nUser:          N/A\r\nComputer:      web1\r\nDescription:\r\n${text(lines).replace(/\n/g, '\r\n')}\r\nEvent Xml:\r\n<Event xmlns="x">\r\n</Event>\r\n`,
  'tmux capture wrapped 100 with line numbers': (lines) =>
    lines
      .flatMap((line) => cut(untab(line.replace('\r', '')), 100))
      .map((line, i) => `${String(i + 1).padStart(6)}\t${line}\n`)
      .join(''),
  'cat -n': each((line, index) => `${String(index + 1).padStart(6)}\t${line}`),
  'vim set nu': each((line, index) => `${String(index + 1).padStart(4)} ${untab(line)}`),
  'less -N': each((line, index) => `${String(index + 1).padStart(7)} ${untab(line)}`),
  'grep -n': each((line, index) => `${index + 1}:${line}`),
  'grep -n -A with dashes': each((line, index) => `${index + 101}${/^goroutine \d/.test(line) ? ':' : '-'}${line}`),
  'grep -H file': each((line) => `/var/log/shop/err.log${/^goroutine \d/.test(line) ? ':' : '-'}${line}`),
  'bat table': (lines) =>
    `───────┬────────────────────────\n       │ File: dump.txt\n───────┼────────────────────────\n${lines.map((line, i) => `${String(i + 1).padStart(4)}   │ ${untab(line, 4)}\n`).join('')}───────┴──────────────────\n`,
  "bash $'...'": (lines) =>
    `+ echo $'${text(lines).replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n').replace(/\t/g, '\\t')}'\n`,
  'shell heredoc': (lines) => `cat > dump.txt <<'EOF'\n${text(lines)}EOF\nparked report dump.txt\n`,
  'git diff': (lines) =>
    `diff --git a/dump.txt b/dump.txt\nnew file mode 100644\n--- /dev/null\n+++ b/dump.txt\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`,
  'pdf pages': (lines) =>
    lines
      .flatMap((line, i) =>
        i % 45 === 44
          ? [line, '', 'Page ' + (((i / 45) | 0) + 1) + ' of 9', '\fIncident 4711 — confidential', '']
          : [line],
      )
      .map((line) => untab(line, 4) + '\n')
      .join(''),
  'pdf ligatures': (lines) =>
    lines.map((line) => untab(line, 4).replace(/fi/g, 'ﬁ').replace(/fl/g, 'ﬂ') + '\n').join(''),
  'powershell error record': (lines) =>
    `shopd.exe : ${lines[0]}\r\nAt line:1 char:1\r\n+ .\\shopd.exe 2> dump.txt\r\n+ ~~~~~~~~~~~~~~~~~~~~~~~~\r\n    + CategoryInfo          : NotSpecified: (${lines[0]}:String) [], RemoteException\r\n    + FullyQualifiedErrorId : NativeCommandError\r\n \r\n${lines
      .slice(1)
      .map((line) => line + '\r\n')
      .join('')}`,
  'script typescript': (lines) =>
    `Script started on 2026-01-02 03:04:05+00:00 [TERM="xterm"]\r\n\x1b[?2004h$ kill -QUIT 7\r\n\x1b[?2004l\r${lines.map((line) => line + '\r\n').join('')}\x1b[?2004h$ exit\r\n`,
  'asciinema v2': (lines) =>
    `{"version": 2, "width": 120, "height": 40, "timestamp": 1767323045}\n${lines.map((line, i) => JSON.stringify([i / 100, 'o', line + '\r\n']) + '\n').join('')}`,
};
