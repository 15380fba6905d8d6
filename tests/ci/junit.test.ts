// JUnit is held to the structure that the schema of Jenkins' xUnit plugin (junit-10) demands: which elements lie in
// which, and their attributes. The reader takes well-formed XML alone.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from '../../src/cli/testing/run.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
  readonly text: boolean;
}

const outcome: Rule = { required: [], optional: ['type', 'message'], children: [], text: true };
const output: Rule = { required: [], optional: [], children: [], text: true };
const rules: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    children: ['testsuite'],
    text: false,
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: 'group time skipped timestamp hostname id package file log url'.split(' '),
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    text: false,
  },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'group'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    text: false,
  },
  skipped: outcome,
  error: outcome,
  failure: outcome,
  'system-out': output,
  'system-err': output,
};

/** A sentence about the fault; empty if there is none. */
function check(xml: string): readonly string[] {
  try {
    const root = read(xml);
    return [...(root.name === 'testsuites' ? [] : ['the root is no testsuites']), ...checkElement(root)];
  } catch (error) {
    return [String(error)];
  }
}

function checkElement(element: Element): readonly string[] {
  const { name, attributes, children, text } = element;
  const rule = rules[name];
  if (rule === undefined) return [`${name} is unknown`];
  const given = Object.keys(attributes);
  return [
    ...rule.required.filter((one) => !given.includes(one)).map((one) => `${name} has no ${one}`),
    ...given.filter((one) => ![...rule.required, ...rule.optional].includes(one)).map((one) => `${name} has ${one}`),
    ...children.filter((one) => !rule.children.includes(one.name)).map((one) => `${name} holds ${one.name}`),
    ...(rule.text || text.trim() === '' ? [] : [`${name} has text`]),
    ...(name === 'testsuite' ? checkCounts(element) : []),
    ...children.flatMap(checkElement),
  ];
}

/** The schema takes any text as a number. Readers add them up. */
function checkCounts({ attributes, children }: Element): readonly string[] {
  const count = (kind: string) => children.filter((one) => one.children.some(({ name }) => name === kind)).length;
  const wanted = {
    tests: children.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
  return Object.entries(wanted)
    .filter(([name, value]) => attributes[name] !== String(value))
    .map(([name, value]) => `${name} is ${attributes[name]}, not ${value}`);
}

/** Throws an Error for text that is not well-formed. */
function read(xml: string): Element {
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  if (body === xml) throw new Error('no declaration');
  const top: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  if (/[\u0000-\u0008\u000b-\u001f]/.test(body)) throw new Error('a control character');
  for (const part of body.match(/<[^>]*>|[^<]+|</g) ?? []) {
    const last = open.at(-1) ?? top;
    if (!part.startsWith('<')) {
      last.text += unescape(part);
    } else if (part.startsWith('</')) {
      if (part !== `</${last.name}>`) throw new Error(`${part} closes ${last.name}`);
      open.pop();
    } else {
      const element = readTag(part);
      last.children.push(element);
      if (!part.endsWith('/>')) open.push(element);
    }
  }
  const [root, ...more] = top.children;
  if (open.length !== 1 || root === undefined || more.length > 0 || top.text.trim() !== '')
    throw new Error('not one root');
  return root;
}

function readTag(tag: string): Element {
  const [, name, list = ''] = /^<([a-z-]+)((?: [a-z]+="[^"<]*")*) ?\/?>$/.exec(tag) ?? [];
  if (name === undefined) throw new Error(`no tag: ${tag}`);
  const pairs = [...list.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(
    ([, key = '', value = '']) => [key, unescape(value)] as const,
  );
  const attributes = Object.fromEntries(pairs);
  if (Object.keys(attributes).length !== pairs.length) throw new Error(`an attribute twice: ${tag}`);
  return { name, attributes, children: [], text: '' };
}

function unescape(text: string): string {
  if (/&(?!#\d+;)/.test(text)) throw new Error(`an ampersand: ${text}`);
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

const projectDir = resolve(__dirname, '../..');
const recorded = join(projectDir, 'demo/recorded');
const fixtures = ['labels-go1.26-debug2', 'windows-go1.20-debug2', 'parkall-go1.27-debug0', 'crash-panic-go1.26'];
const sources = [
  join(recorded, 'goroutineleak-debug0-90s.pb.gz'),
  join(recorded, 'goroutine-debug2-40s.txt.gz'),
  ...fixtures
    .map((name) => join(projectDir, 'tests/fixtures', name))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.startsWith('input.'))
        .map((name) => join(folder, name)),
    ),
];

test.each([
  ['<testsuites><testsuite name="x" tests="0" failures="0" errors="0" /></testsuites>', /skipped is undefined/],
  ['<testsuites><testsuite tests="0" failures="0" errors="0" skipped="0" /></testsuites>', /testsuite has no name/],
  ['<testsuites><testcase name="x" /></testsuites>', /testsuites holds testcase/],
  ['<testsuites>text</testsuites>', /testsuites has text/],
  ['<testsuites lines="1"></testsuites>', /testsuites has lines/],
  ['<testsuites></testsuite>', /closes testsuites/],
  ['<testsuites name="a & b"></testsuites>', /an ampersand/],
])('the structure refuses %s', (xml, problem) => {
  expect(check(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`).join()).toMatch(problem);
});

test.each(sources.map((path) => [path.slice(projectDir.length + 1), path]))('report --junit of %s', async (_, path) => {
  const { out } = await run(['report', path, '--junit']);
  expect(check(out)).toEqual([]);
});

test('diff --junit of two dumps names each leak at its line', async () => {
  const [before = '', after = ''] = ['00s', '40s'].map((at) => join(recorded, `goroutine-debug2-${at}.txt.gz`));
  const { out } = await run(['diff', before, after, '--junit', '--fail-on-growth', '5']);
  expect(check(out)).toEqual([]);
  const failures = read(out).children.flatMap((suite) => suite.children.flatMap(({ children }) => children));
  expect(failures.length).toBeGreaterThan(5);
  expect(failures.map(({ text }) => text).join('\n')).toMatch(/^\S+\.go:\d+$/m);
});
