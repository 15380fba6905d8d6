// Names of functions, files, labels and services that try to act where they are shown.

const script = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '"><b onclick=alert(1)>x',
];
const html = [
  ...script,
  ...[
    "'-alert(1)-'",
    '<a href="javascript:alert(1)">x</a>',
    '<iframe src=//evil.example>',
    '</td></tr></table><h1>x</h1>',
  ],
  ...[
    '<!--',
    '-->',
    '<![CDATA[',
    '<style>*{display:none}</style>',
    '<details open ontoggle=alert(1)>',
    '&lt;script&gt;',
  ],
  ...[
    '&#60;script&#62;',
    '<math><mi xlink:href="data:x,1">',
    '<base href=//evil.example/>',
    '{{constructor.constructor("1")()}}',
  ],
];
const markdown = [
  ...[
    '[x](javascript:alert(1))',
    '![x](http://evil.example/a.png)',
    '[x]: http://evil.example',
    '<http://evil.example>',
  ],
  ...['http://evil.example/a', 'www.evil.example', 'a@evil.example', '`code`', '``two``', '```', '`` ` ``', '~~~'],
  ...[
    '# heading',
    '> quote',
    '- item',
    '1. item',
    '---',
    '| a | b |',
    'a|b',
    'a\\|b',
    '\\',
    '\\\\',
    'a\\',
    '\\`',
    '**bold**',
  ],
  ...[
    '_it_',
    '~~gone~~',
    '[^1]',
    '- [x] done',
    'a  \nb',
    '\n\n# new',
    '\n```\n<b>',
    '@everyone',
    '#1',
    '$x$',
    ':smile:',
  ],
];
const terminal = [
  ...[
    '\u001b[31mred',
    '\u001b]0;title\u0007',
    '\u001b]8;;http://evil.example\u0007x\u001b]8;;\u0007',
    '\u009b2J',
    '\u001bc',
  ],
  ...[
    '\u001b[2J\u001b[H',
    '\r\noverwritten',
    '\b\b\b',
    '\u007f',
    '\u0000',
    '\u202egnp.exe',
    '\u2066x',
    '\u200b',
    '\ufeff',
  ],
  ...['\u2028', '\u0085', '\ud800', '\u001bP1$r\u001b\\', '\u001b[6n', 'a\tb\u000bc\u000c'],
];
const formulas = [
  '=1+1',
  '=cmd|" /C calc"!A0',
  '+1',
  '-1+1',
  '@SUM(1)',
  '\t=1',
  '=HYPERLINK("http://evil.example")',
  '%0A=1',
];
const metrics = [
  'a"} 1\nevil 1',
  'a\\"b',
  '\\n',
  '# HELP evil x',
  '{le="1"}',
  'a,b="c"',
  '${service}',
  '__proto__',
  '$__all',
];

export const hostileNames: readonly string[] = [...html, ...markdown, ...terminal, ...formulas, ...metrics];
