import { readSettings } from './settings-reader.ts';

function read(jsonData: object, secrets = {}) {
  const instance = {
    uid: 'uid',
    name: 'name',
    url: '',
    basicAuthEnabled: false,
    basicAuthUser: '',
    jsonData: JSON.stringify(jsonData),
    secrets,
    lastUpdatedMs: 1,
  };
  const settings = readSettings(instance, {});
  if (!settings.ok) return settings.problem;
  const { sourceLink, sourceRaw, sourceRole } = settings.value;
  return { sourceLink, sourceRaw, sourceRole };
}

const template = 'https://git.acme.dev/shop/blob/{version}/{file}#L{line}';

test('nothing is opened or read unless a template says where', () => {
  const unset = { sourceLink: undefined, sourceRaw: undefined, sourceRole: 'Editor' };
  expect(read({})).toEqual(unset);
  expect(read({ sourceLink: '', sourceRaw: '', sourceRole: null })).toEqual(unset);
  expect(read({ sourceRaw: { url: '' } })).toEqual(unset);
});

test('templates are kept as they are, with the credential that reading takes', () => {
  const auth = [{ name: 'git', type: 'bearer' }];
  const sourceRaw = { url: template, auth: 'git' };
  expect(read({ sourceLink: template, sourceRaw, sourceRole: 'Viewer', auth }, { 'auth.git': 'x' })).toEqual({
    sourceLink: template,
    sourceRaw,
    sourceRole: 'Viewer',
  });
  expect(read({ sourceRaw: template })).toMatchObject({ sourceRaw: { url: template, auth: undefined } });
});

test.each([
  [{ sourceLink: 'git.acme.dev/{file}' }, 'sourceLink', 'not a URL'],
  [{ sourceLink: 'javascript:alert({file})' }, 'sourceLink', 'http://'],
  [{ sourceLink: 'https://git.acme.dev/shop' }, 'sourceLink', 'no {file}'],
  [{ sourceLink: 'https://git.acme.dev/{branch}/{file}' }, 'sourceLink', '{branch}'],
  [{ sourceLink: 'https://{module}/{file}' }, 'sourceLink', 'in its host'],
  [{ sourceRaw: { url: 'https://ada:pw@git.acme.dev/{file}' } }, 'sourceRaw.url', 'password'],
  [{ sourceRaw: { url: template, auth: 'git' } }, 'sourceRaw.auth', '"git"'],
  [{ sourceRaw: { link: template } }, 'sourceRaw', 'sourceRaw'],
  [{ sourceRole: 'Owner' }, 'sourceRole', 'Editor'],
])('a template that could lead elsewhere is refused: %j', (jsonData, field, words) => {
  const problem = read(jsonData);
  expect(problem).toMatchObject({ code: 'invalid_setting', message: expect.stringContaining(words) });
  expect('field' in problem && problem.field?.startsWith(field)).toBe(true);
});
