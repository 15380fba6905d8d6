// The texts of alert rules, rendered by Go's own templates: with everything known, with unknown parts, and without
// data.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { findGo } from '../../scripts/demo/shop.ts';

interface Rule {
  readonly uid: string;
  readonly annotations: Readonly<Record<string, string>>;
}
type Texts = Readonly<Record<string, string>>;

const file = resolve(__dirname, '../../provisioning/alerting/parked.yaml');
const { groups } = parse(readFileSync(file, 'utf8')) as { groups: readonly { readonly rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const go = findGo();
const withGo = typeof go === 'string' ? describe.skip : describe;

withGo(`annotations${typeof go === 'string' ? ` (skipped: ${go})` : ''}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parked-templates-'));
    const args = ['build', '-o', join(folder, 'render'), join(__dirname, 'templates/main.go')];
    const { status, stderr } = spawnSync('go', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function say(uid: string, labels: Texts, values: Readonly<Record<string, string | null>>): Texts {
    const { annotations } = rules.find((rule) => rule.uid === uid)!;
    const input = JSON.stringify({ templates: Object.values(annotations), labels, values });
    const { status, stdout, stderr } = spawnSync(join(folder, 'render'), { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const texts = JSON.parse(stdout) as string[];
    return Object.fromEntries(Object.keys(annotations).map((name, index) => [name, texts[index] ?? '']));
  }

  const labels = { service: 'shop', function: 'shop/search.ask', state: 'chan send', fingerprint: '00ff00ff00ff00ff' };

  test('say what is known of a stack', () => {
    expect(say('parked-stack-too-high', labels, { count: '12500', growth: '31.25' })).toEqual({
      summary: 'shop/search.ask in shop: 12.5k goroutines in one stack.',
      description: 'They wait in chan send, 31.2 more a minute. The page of the stack says why, and what to change.',
      stack:
        'https://grafana.example/d/parked-stack?var-ds=goroutines&var-fingerprint=00ff00ff00ff00ff&var-service=shop',
    });
  });

  test.each([
    ['is null', { count: '12500', growth: null }, 'how fast they grow is not known yet'],
    ['is missing', { count: '12500' }, 'how fast they grow is not known.'],
  ])('say so when a number %s', (_how, values, words) => {
    expect(say('parked-stack-too-high', labels, values)['description']).toContain(words);
  });

  test.each(rules.map(({ uid }) => uid))('of %s are whole sentences without any data', (uid) => {
    const said = Object.values(say(uid, {}, {}));
    expect(said.join('\n')).not.toMatch(/no value|%!|nil/);
    expect(said.some((text) => /There is no data\.|do not answer/.test(text))).toBe(true);
  });
});
