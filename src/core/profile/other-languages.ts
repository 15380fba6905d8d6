// Signs of stacks that are not those of goroutines: of other languages, of threads, of the kernel.

interface Language {
  readonly looksLike: string;
  readonly test: (text: string) => boolean;
  /** A sentence that says what it is. */
  readonly what: string;
}

const sign = (looksLike: string, what: string, ...patterns: readonly RegExp[]): Language => ({
  looksLike,
  test: (text) => patterns.some((pattern) => pattern.test(text)),
  what,
});

/** In the order in which they are tried. */
export const languages: readonly Language[] = [
  sign(
    'java thread dump',
    "This is a dump of Java's threads, which have no goroutines.",
    /Full thread dump /,
    /java\.lang\.Thread\.State: /,
  ),
  sign(
    'java trace',
    'This is a trace of a Java program.',
    /^\s+at [\w.$/<>]{1,300}\((?:\w{1,100}\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)/m,
    /detected by the Java Runtime Environment/,
  ),
  sign(
    'python dump',
    'These are stacks of a Python program.',
    /\(most recent call (?:first|last)\):/,
    /^Process \d{1,10}: .*python/m,
  ),
  sign(
    '.net dump',
    'These are stacks of a .NET program.',
    /OS Thread Id: 0x/,
    /^Thread \(0x[0-9A-F]{1,16}\):$/m,
    /^ {1,20}at System\./m,
    /^ {1,20}at [^\n]{1,500} in [^\n]{1,500}:line \d+$/m,
  ),
  sign(
    'javascript trace',
    'This is a trace of a JavaScript program.',
    /^ {1,20}at (?:async )?[^\s()]{1,300} \([^\s()]{1,500}\.[cm]?[jt]sx?:\d+:\d+\)$/m,
  ),
  {
    looksLike: 'rust backtrace',
    test: (text) => text.includes('stack backtrace:') && /^ {1,40}at \S{1,500}\.rs:\d+/m.test(text),
    what: 'This is a backtrace of a Rust program.',
  },
  {
    looksLike: 'node report',
    test: (text) => text.startsWith('{') && text.includes('"nodejsVersion"'),
    what: 'This is a report of Node.js.',
  },
  sign('ruby trace', 'This is a trace of a Ruby program.', /^\s{1,20}from \S{1,500}\.rb:\d+:in /m, /^Sigdump at /m),
  sign(
    'erlang dump',
    'These are stacks of an Erlang or Elixir program.',
    /^=erl_crash_dump:/,
    /^ {4}\(\w{1,60} [\w.-]{1,30}\) \S{1,300}\.exs?:\d+: /m,
  ),
  sign('php trace', 'This is a trace of a PHP program.', /^PHP Fatal error: /m, /^#\d{1,5} \{main\}$/m),
  sign('sanitizer report', 'This is a report of a sanitizer, about threads of C.', /ERROR: \w{1,20}Sanitizer: /),
  sign('kernel trace', 'This is a trace of the Linux kernel.', /^(?:\[ *[\d.]{1,20}\] )?Call Trace:/m),
  {
    looksLike: 'thread backtraces',
    test: (text) => (/^(?:Thread \d{1,10} \(|TID \d{1,10}:)/m.test(text) ? /^#0 /m.test(text) : text.startsWith('#0 ')),
    what: 'These are backtraces of threads. A Go program has many goroutines on each thread: in gdb, type "info goroutines".',
  },
];
