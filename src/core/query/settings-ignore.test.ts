import { readSettings } from './settings-reader.ts';

function read(ignore: unknown) {
  const jsonData = JSON.stringify({ ignore });
  const instance = {
    uid: 'u',
    name: 'n',
    url: '',
    basicAuthEnabled: false,
    basicAuthUser: '',
    jsonData,
    secrets: {},
    lastUpdatedMs: 1,
  };
  return readSettings(instance, {});
}

describe('ignore', () => {
  test('takes packs, own rules and rules written for goleak', () => {
    const goleak = 'goleak.VerifyNone(t, goleak.IgnoreTopFunction("shop/mail.(*Pool).work"))';
    const settings = read({ packs: ['http'], rules: [{ creator: 'main.start', state: 'select' }], goleak });
    expect(settings.ok && settings.value.ignore).toEqual({
      packs: ['http'],
      rules: [{ creator: 'main.start', state: 'select' }, { top: 'shop/mail.(*Pool).work' }],
      packsAreDefault: false,
    });
  });

  test('takes all packs but the one for tests where none are named, and none where the list is empty', () => {
    const named = read({ rules: [{ top: 'main.f' }] });
    expect(named.ok && named.value.ignore).toMatchObject({ packsAreDefault: true, rules: [{ top: 'main.f' }] });
    expect(named.ok && named.value.ignore.packs).toContain('http');
    expect(named.ok && named.value.ignore.packs).not.toContain('goleak');
    const none = read({ packs: [] });
    expect(none.ok && none.value.ignore).toEqual({ packs: [], rules: [], packsAreDefault: false });
  });

  test.each([
    ['ignore.packs[0]', { packs: ['htpp'] }],
    ['ignore.rules[0].topp', { rules: [{ topp: 'main.f' }] }],
    ['ignore.rules[1]', { rules: [{ top: 'main.f' }, { maxCount: 5 }] }],
    ['ignore.goleak', { goleak: 'goleak.IgnoreCurrent()' }],
  ])('names %s when it is wrong', (field, ignore) => {
    const settings = read(ignore);
    expect(settings.ok ? undefined : settings.problem.field).toBe(field);
    expect(settings.ok ? '' : settings.problem.message).toContain(field);
  });
});
