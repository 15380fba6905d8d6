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
    });
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
