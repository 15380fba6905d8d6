import { listHeaders, replaceHeaders } from './headers.ts';
import type { Options } from './options.ts';

const stored = {
  jsonData: { httpHeaderName1: 'X-First', httpHeaderName2: 'X-Second', httpHeaderName10: 'X-Tenth', timeout: 5 },
  secureJsonFields: { httpHeaderValue1: true, httpHeaderValue2: true, httpHeaderValue10: true },
} as unknown as Options;

const kept = (name: string) => ({ name, configured: true, value: '' });

describe('custom headers', () => {
  it('are listed in the order of their numbers', () => {
    expect(listHeaders(stored).map(({ name }) => name)).toEqual(['X-First', 'X-Second', 'X-Tenth']);
  });

  it('keep their numbers when one is removed, so that no value goes out under another name', () => {
    const changed = replaceHeaders(stored, [kept('X-Second'), kept('X-Tenth')]);
    expect(changed.jsonData).toEqual({ httpHeaderName2: 'X-Second', httpHeaderName10: 'X-Tenth', timeout: 5 });
    expect(changed.secureJsonData).toEqual({ httpHeaderValue1: '' });
    expect(changed.secureJsonFields).toEqual({
      httpHeaderValue1: false,
      httpHeaderValue2: true,
      httpHeaderValue10: true,
    });
  });

  it('take a number of their own when added', () => {
    const changed = replaceHeaders(stored, [
      ...listHeaders(stored).map((header) => ({ ...header, value: '' })),
      { name: 'X-New', configured: false, value: 'v' },
    ]);
    expect(changed.jsonData).toMatchObject({ httpHeaderName10: 'X-Tenth', httpHeaderName11: 'X-New' });
    expect(changed.secureJsonData).toEqual({ httpHeaderValue11: 'v' });
  });

  it('stay where they are when renamed', () => {
    const changed = replaceHeaders(stored, [kept('X-First'), kept('X-Other'), kept('X-Tenth')]);
    expect(changed.jsonData).toMatchObject({ httpHeaderName2: 'X-Other', httpHeaderName10: 'X-Tenth' });
    expect(changed.secureJsonFields).toMatchObject({ httpHeaderValue2: true });
  });
});
