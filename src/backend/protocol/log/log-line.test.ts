import fc from 'fast-check';
import { formatLine, maxLineBytes } from './log-line.ts';
import { createLogger, readLogLevel } from './logger.ts';
import { createRedactor } from './redactor.ts';

const now = new Date('2026-08-01T12:34:56.789Z');
const unredacted = (text: string): string => text;

function readBack(message: unknown, context: Record<string, unknown> = {}): Record<string, unknown> {
  return JSON.parse(formatLine('info', message as string, context, now, unredacted)) as Record<string, unknown>;
}

test('a line is what the host reads: level, message and time as strings, the rest beside them', () => {
  expect(formatLine('warn', 'Slow target', { host: 'app:6060', tookMs: 9000 }, now, unredacted)).toBe(
    '{"host":"app:6060","tookMs":9000,"@level":"warn","@message":"Slow target","@timestamp":"2026-08-01T12:34:56.789000Z"}\n',
  );
});

test('no context can replace what the host reads as strings', () => {
  const line = readBack('said', { '@message': 1, '@level': 2, '@timestamp': 3, '@': 4 });
  expect(line).toEqual({
    message: 1,
    level: 2,
    timestamp: 3,
    _: 4,
    '@level': 'info',
    '@message': 'said',
    '@timestamp': '2026-08-01T12:34:56.789000Z',
  });
});

test.each([
  ['a big integer', 12345678901234567890n, '12345678901234567890'],
  ['not a number', NaN, 'NaN'],
  ['a symbol', Symbol('x'), 'Symbol(x)'],
  ['a function', () => 1, '[function]'],
  ['a date', now, '2026-08-01T12:34:56.789Z'],
  ['a wrong date', new Date(NaN), '[invalid date]'],
  ['bytes', new Uint8Array(3), '[3 bytes]'],
  ['a set', new Set([1]), [1]],
  ['a map', new Map([['a', 1]]), { a: 1 }],
  ['half a surrogate pair', '\ud800', '\ufffd'],
  ['lines and terminal control', 'a\nb\r\u001b[31m\u009b\u202e', 'a\\nb\\r\\u001b[31m\\u009b\\u202e'],
])('%s can be said', (_title, value, said) => {
  expect(readBack('m', { value })['value']).toEqual(said);
});

test('a cycle, depth without end and properties that throw are named', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const throwing = Object.defineProperty({ fine: 1 }, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
  expect(readBack('m', { cycle, throwing, deep: { a: { b: { c: { d: 1 } } } } })).toMatchObject({
    cycle: { self: '[circular]' },
    throwing: { fine: 1, bad: '[unreadable]' },
    deep: { a: { b: { c: '[deeper]' } } },
  });
});

test('an error tells its name, message, cause and where it was thrown', () => {
  const error = new TypeError('outer', { cause: new Error('inner') });
  expect(readBack('m', { error })['error']).toMatchObject({
    error: 'TypeError: outer',
    stack: expect.stringContaining('log-line.test'),
    cause: { error: 'Error: inner' },
  });
});

test('a message that is no text does not bring the host down', () => {
  expect(readBack(42)['@message']).toBe('42');
  expect(readBack(undefined)['@message']).toBe('null');
});

test('a cut text says how long it was', () => {
  const line = readBack('m'.repeat(1_000_000), { items: Array.from({ length: 100 }, (_, index) => index) });
  expect(line['@message']).toMatch(/… \(cut to 4096 characters, was 1000000\)$/);
  expect((line['items'] as unknown[]).at(-1)).toBe('… (32 of 100 items)');
});

test('context that no line holds is left out, and the line says so', () => {
  const context = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`k${index}`, 'x'.repeat(2000)]));
  const line = formatLine('info', 'kept', context, now, unredacted);
  expect(Buffer.byteLength(line)).toBeLessThan(maxLineBytes);
  expect(JSON.parse(line)).toMatchObject({ '@message': 'kept', omitted: expect.stringMatching(/^6\d{4} bytes/) });
});

test('any message and any context make one valid line within the bound', () => {
  const context = fc.dictionary(
    fc.string({ unit: 'binary' }),
    fc.anything({ withBigInt: true, withDate: true, withMap: true }),
  );
  fc.assert(
    fc.property(fc.anything(), context, (message, values) => {
      const line = formatLine('error', message as string, values, now, unredacted);
      expect(line.endsWith('\n')).toBe(true);
      expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(maxLineBytes);
      const read = JSON.parse(line) as Record<string, unknown>;
      expect(read['@level']).toBe('error');
      expect(typeof read['@message']).toBe('string');
      expect(read['@timestamp']).toBe('2026-08-01T12:34:56.789000Z');
    }),
  );
});

test('secrets are taken out wherever they stand and however they are spelled', () => {
  const redactor = createRedactor();
  const secret = 'p"ss w/rd+canary';
  redactor.add([secret, 'short']);
  const written: string[] = [];
  const logger = createLogger({
    write: (line) => written.push(line),
    now: () => now,
    level: 'debug',
    redact: redactor.redact,
  });
  const base64 = Buffer.from(secret).toString('base64');
  logger.error(`GET http://u:${encodeURIComponent(secret)}@app failed`, {
    [secret]: [secret, { base64 }],
    error: new Error(`with ${secret}`),
    json: JSON.stringify({ secret }),
    word: 'short',
  });
  const line = written.join('');
  expect(line).not.toMatch(/canary/);
  expect(line).not.toContain(base64);
  expect(line.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(6);
  // Taking out short words would make lines unreadable and tell which words they are.
  expect(line).toContain('"word":"short"');
});

test('a secret that the cut would halve is taken out all the same', () => {
  const redactor = createRedactor();
  const secret = 'canary-'.repeat(8);
  redactor.add([secret]);
  const line = formatLine('info', `${'x'.repeat(4096 - 20)}${secret}`, {}, now, redactor.redact);
  expect(line).not.toContain('canary');
});

test('the oldest secrets are forgotten when there are very many', () => {
  const redactor = createRedactor();
  redactor.add(Array.from({ length: 1_001 }, (_, index) => `secret-${index}-`));
  expect(redactor.redact('secret-0- secret-1000-')).toBe('secret-0- [redacted]');
});

test('lines below the level are not written', () => {
  const written: string[] = [];
  const level = readLogLevel('WARN');
  const logger = createLogger({ write: (line) => written.push(line), now: () => now, level, redact: unredacted });
  logger.debug('a');
  logger.info('b');
  logger.warn('c');
  logger.error('d');
  expect(written.map((line) => (JSON.parse(line) as Record<string, unknown>)['@message'])).toEqual(['c', 'd']);
  expect(readLogLevel(undefined)).toBe('info');
  expect(readLogLevel('loud')).toBe('info');
});
