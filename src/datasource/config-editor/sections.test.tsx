// Each part of the form writes what the backend's reader understands, and nothing that was not asked for.
import { screen, within } from '@testing-library/react';
import { defaultPacks } from '../../core/query/settings-ignore.ts';
import { showEditor } from './testing/show-editor.tsx';

const url = 'http://app:6060';

// Keys are pressed one by one in a form of Grafana's components, on machines that do other work as well.
jest.setTimeout(60_000);

describe('sections of the config editor', () => {
  it('lists targets with labels, metrics page and credentials', async () => {
    const editor = showEditor();
    await editor.open('More targets');
    await editor.press('Add credentials');
    await editor.type('Name', 'pods');
    await editor.type('Token', 's3cret');
    await editor.press('Add target list');
    await editor.type('URLs', 'http://10.1.0.4:6060\nhttps://10.1.0.5/internal/debug/pprof');
    await editor.type('Labels', 'service="cart", zone="a, b"');
    await editor.type('Metrics page', '/internal/metrics');
    await editor.pick('Credentials', 'pods');
    expect(editor.read()).toMatchObject({
      ok: true,
      value: {
        auth: [{ name: 'pods', type: 'bearer', secret: 's3cret' }],
        targets: [
          {
            urls: ['http://10.1.0.4:6060', 'https://10.1.0.5/internal/debug/pprof'],
            labels: { service: 'cart', zone: 'a, b' },
            auth: 'pods',
            metrics: '/internal/metrics',
          },
        ],
      },
    });
    await editor.press('Remove target list 1');
    expect(editor.options().jsonData).not.toHaveProperty('targets');
  });

  it('discovers from a Prometheus server and asks for allowed hosts', async () => {
    const editor = showEditor();
    await editor.open('More targets');
    await editor.press('Add discovery');
    await editor.type('Server URL', 'http://prometheus:9090');
    expect(screen.getAllByText(/^"Allowed hosts" \(More targets\) is empty, so discovery is refused/)).toHaveLength(2);
    await editor.type('Allowed hosts', '*.svc.cluster.local\n10.0.0.0/8');
    await editor.type('Take only where', 'job=~"shop-\\d+", zone!=a');
    await editor.type('Port of pprof', '6060');
    await editor.choose('https');
    await editor.type('Path', '/internal');
    expect(editor.read()).toMatchObject({
      ok: true,
      value: {
        discovery: [
          {
            type: 'prometheus',
            url: 'http://prometheus:9090',
            match: [
              { label: 'job', op: '=~', value: 'shop-\\d+' },
              { label: 'zone', op: '!=', value: 'a' },
            ],
            port: 6060,
            scheme: 'https',
            path: '/internal',
          },
        ],
        allowedHosts: [
          { type: 'subdomains', suffix: '.svc.cluster.local' },
          { type: 'range', network: '10.0.0.0', prefixBits: 8 },
        ],
      },
    });
  });

  it('changes a discovery to DNS without leaving anything of the server behind', async () => {
    const editor = showEditor({
      jsonData: {
        auth: [{ name: 'p', type: 'basic', user: 'parked' }],
        discovery: [{ type: 'prometheus', url: 'http://prometheus:9090', auth: 'p', port: 6060 }],
        allowedHosts: ['10.0.0.0/8'],
      },
      secureJsonFields: { 'auth.p': true },
      secureJsonData: { 'auth.p': 'known' },
    });
    await editor.open('More targets');
    await editor.choose('DNS');
    await editor.type('Names', '_pprof._tcp.cart.example.com');
    expect(editor.options().jsonData.discovery).toEqual([
      { type: 'dns', names: ['_pprof._tcp.cart.example.com'], port: 6060 },
    ]);
    expect(editor.read().ok).toBe(true);
  });

  it('forgets the secret of credentials that are removed, and keeps the name of those whose secret is kept', async () => {
    const editor = showEditor({
      url,
      jsonData: { auth: [{ name: 'pods', type: 'bearer' }] },
      secureJsonFields: { 'auth.pods': true },
    });
    await editor.open('More targets');
    expect(screen.getByLabelText('Name')).toBeDisabled();
    await editor.press('Remove credentials 1');
    expect(editor.options()).toMatchObject({
      secureJsonData: { 'auth.pods': '' },
      secureJsonFields: { 'auth.pods': false },
    });
    expect(editor.read()).toMatchObject({ ok: true, value: { auth: [] } });
  });

  it('sets sampling, and history that lies in a Prometheus', async () => {
    const editor = showEditor({ url });
    await editor.open('Samples and history');
    await editor.type('Interval', '1m');
    await editor.type('Keep for', '30d');
    await editor.type('Leak profile', '2h');
    await editor.choose('Prometheus');
    expect(editor.read().ok).toBe(false);
    await editor.type('Remote write URL', 'http://prometheus:9090/api/v1/write');
    await editor.type('Query URL', 'http://prometheus:9090');
    expect(editor.read()).toMatchObject({
      ok: true,
      value: {
        sampling: { enabled: true, intervalMs: 60_000, retentionMs: 30 * 86_400_000, leakProfileMs: 7_200_000 },
        history: {
          type: 'prometheus',
          remoteWrite: 'http://prometheus:9090/api/v1/write',
          query: 'http://prometheus:9090',
        },
      },
    });
    await editor.choose('Embedded');
    await editor.user.click(screen.getByLabelText('Take samples'));
    expect(editor.options().jsonData).not.toHaveProperty('history');
    expect(editor.read()).toMatchObject({ ok: true, value: { sampling: { enabled: false } } });
  });

  it('sets own code, labels, limits and the request metric', async () => {
    const editor = showEditor({ url });
    await editor.open('Own code, labels and source');
    await editor.type('Source link', 'https://code.example/{module}/{file}#L{line}');
    await editor.type('Source to read', 'https://raw.example/{file}');
    await editor.type('Own code', 'github.com/acme/shop github.com/acme/lib');
    await editor.type('pprof labels to keep', 'handler');
    await editor.open('Limits of the process');
    await editor.type('Memory limit', '512MiB');
    await editor.type('Goroutine limit', '10000');
    await editor.type('Request metric', 'rpc_total');
    expect(editor.read()).toMatchObject({
      ok: true,
      value: {
        ownCode: ['github.com/acme/shop', 'github.com/acme/lib'],
        labelKeys: ['handler'],
        memoryLimitBytes: 536_870_912,
        goroutineLimit: 10_000,
        requestMetric: 'rpc_total',
      },
    });
    expect(editor.options().jsonData).toMatchObject({
      sourceLink: 'https://code.example/{module}/{file}#L{line}',
      sourceRaw: { url: 'https://raw.example/{file}' },
    });
    await editor.type('Memory limit', '512 apples');
    expect(screen.getByLabelText('Memory limit')).toBeInvalid();
  });

  it('ignores by pack, by rule and by pasted goleak options', async () => {
    const editor = showEditor({ url, jsonData: { ignore: { packs: [] } } });
    await editor.open('Ignore');
    await editor.pick('Ignore packs', 'http');
    await editor.press('Add rule');
    expect(screen.getAllByText(/^"Innermost function" of rule 1 must not be empty/).length).toBeGreaterThan(0);
    const rule = within(screen.getByRole('group', { name: 'rule 1' }));
    await editor.type('Innermost function', 'shop/mail.(*Pool).work');
    await editor.type('At most', '200');
    await editor.type('pprof label', 'role="janitor"');
    await editor.user.click(rule.getByLabelText('No own code'));
    await editor.type('goleak options', 'goleak.IgnoreTopFunction("shop/audit.(*Writer).run"),');
    expect(editor.read()).toMatchObject({
      ok: true,
      value: {
        ignore: {
          packs: ['http'],
          rules: [
            {
              top: 'shop/mail.(*Pool).work',
              maxCount: 200,
              label: { name: 'role', value: 'janitor' },
              foreign: true,
            },
            { top: 'shop/audit.(*Writer).run' },
          ],
        },
      },
    });
  });

  it('shows the packs in force by default, and writes down when there shall be none', async () => {
    const editor = showEditor({ url });
    await editor.open('Ignore');
    expect(screen.getByRole('button', { name: /^Ignore/ })).toHaveTextContent('default packs');
    for (const name of defaultPacks) await editor.pick('Ignore packs', name);
    expect(editor.options().jsonData.ignore).toEqual({ packs: [] });
    expect(editor.read()).toMatchObject({ ok: true, value: { ignore: { packs: [] } } });
    for (const name of defaultPacks) await editor.pick('Ignore packs', name);
    expect(editor.options().jsonData).not.toHaveProperty('ignore');
  });

  it('sets who may take dumps, the timeout and bounds', async () => {
    const editor = showEditor({ url });
    await editor.open('Dumps');
    await editor.choose('Admin');
    await editor.type('Longest pause', '1s');
    await editor.type('Longest pause when a stack begins to leak', '0');
    await editor.user.click(screen.getByLabelText('In alert rules'));
    await editor.open('Timeout and bounds');
    await editor.type('Timeout of the URL', '20');
    await editor.type('Largest profile, compressed', '32MiB');
    await editor.type('Most series or numbers of one query', '1000');
    expect(editor.read()).toMatchObject({
      ok: true,
      value: {
        dumps: { role: 'Admin', maxPauseMs: 1_000, atOnsetMs: 0, inAlerts: true },
        timeoutMs: 20_000,
        bounds: { body: 33_554_432, series: 1_000 },
      },
    });
    await editor.type('Share one fetch for', 'soon');
    expect(screen.getByLabelText('Share one fetch for')).toBeInvalid();
  });

  it('names the one process of the URL, and the servers that knew it before', async () => {
    const editor = showEditor({ url, jsonData: JSON.parse('{ "history": null, "bounds": null, "past": null }') });
    await editor.type('Labels of the URL', 'service="shop"');
    await editor.open('Samples and history');
    await editor.press('Add past');
    await editor.type('Server URL', 'http://prometheus:9090');
    await editor.type('Take only where', 'job="shop"');
    expect(editor.read()).toMatchObject({
      ok: true,
      value: {
        urlLabels: { service: 'shop' },
        past: [
          { type: 'prometheus', url: 'http://prometheus:9090', match: [{ label: 'job', op: '=', value: 'shop' }] },
        ],
      },
    });
  });

  it('tells apart what is typed from what it stands for while it is being typed', async () => {
    const editor = showEditor({ url, jsonData: { targets: [{ urls: ['http://a:1'], labels: { zone: 'a' } }] } });
    await editor.open('More targets');
    await editor.user.click(screen.getByLabelText('Labels'));
    await editor.user.keyboard('{End}, rack=');
    expect(screen.getByLabelText('Labels')).toHaveValue('zone="a", rack=');
    await editor.user.keyboard('7 =');
    expect(screen.getByLabelText('Labels')).toBeInvalid();
    await editor.user.keyboard('{Backspace}{Backspace}');
    expect(editor.options().jsonData.targets).toEqual([{ urls: ['http://a:1'], labels: { zone: 'a', rack: '7' } }]);
  });
});
