// Texts as mails, trackers and chats have them.
import { type Carry, cut, each, escapeHtml, text } from './writing.ts';

export const tickets: Readonly<Record<string, Carry>> = {
  'mail quote nested': each((line) => `> > ${line}`),
  'mail quote nested tight': each((line) => `>> ${line}`),
  'mail quote wrapped at 72': each((line) =>
    cut(line, 72)
      .map((p) => `> ${p}`)
      .join('\n'),
  ),
  'markdown quote in list with fence': (lines) =>
    `1. See\n   > \`\`\`\n${lines.map((line) => `   > ${line}\n`).join('')}   > \`\`\`\n`,
  'markdown fence indented': (lines) =>
    `It hangs:\n\n    \`\`\`go\n${lines.map((line) => `    ${line}\n`).join('')}    \`\`\`\n`,
  'markdown details html': (lines) =>
    `<details><summary>dump</summary>\n<pre>\n${escapeHtml(text(lines))}</pre>\n</details>\n`,
  'jira noformat': (lines) => `h3. Steps\n{noformat:title=dump}${text(lines)}{noformat}\nThanks\n`,
  'jira code inline start': (lines) => `It hangs. {code:java}${lines.join('\r\n')}{code}\r\n`,
  'confluence xml': (lines) =>
    `<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[${text(lines)}]]></ac:plain-text-body></ac:structured-macro>\n`,
  'slack smart quotes': (lines) =>
    `alice  3:04 AM\nlook:\n\`\`\`${text(lines)
      .replace(/"/g, '”')
      .replace(/\.\.\./g, '…')}\`\`\`\n`,
  'teams html': (lines) =>
    `<div><p>Hi</p><pre class="language-text"><code>${lines.map(escapeHtml).join('<br>')}</code></pre></div>`,
  'jenkins pipeline html': each((line) => `<span class="timestamp"><b>03:04:05</b> </span>${escapeHtml(line)}`),
};
