import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { answerLikeGo, listen, type Handler } from './testing/fake-target.ts';
import { closeRooms, fetchOnly, openRoom, refOf, type DataSourceChanges } from './testing/data-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'parked-tls-'));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
}

/** A certificate and key named `name`, signed by the authority `ca`. */
function issue(name: string, subjectAltName: string): void {
  openssl(
    'req',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
  );
  openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-out',
    `${name}.pem`,
    '-extfile',
    writeExtension(name, subjectAltName),
  );
}

function writeExtension(name: string, subjectAltName: string): string {
  execFileSync('sh', ['-c', `printf 'subjectAltName=%s' '${subjectAltName}' > '${name}.ext'`], { cwd: folder });
  return `${name}.ext`;
}

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
})();

(hasOpenssl ? describe : describe.skip)('https', () => {
  let url = '';
  let strictUrl = '';
  const closers: (() => Promise<void>)[] = [];
  /** The names of the client certificates that were shown. */
  const peers: string[] = [];
  const answer: Handler = (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    if (subject !== undefined) peers.push(String(subject.CN));
    answerLikeGo(request, response);
  };

  beforeAll(async () => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      '/CN=test authority',
      '-days',
      '2',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    issue('server', 'DNS:app.internal');
    issue('client', 'DNS:grafana');
    issue('renewed', 'DNS:grafana');
    const material = { key: read('server.key'), cert: read('server.pem'), ca: read('ca.pem') };
    for (const strict of [false, true]) {
      const server = https.createServer({ ...material, requestCert: strict, rejectUnauthorized: strict }, answer);
      server.on('tlsClientError', () => undefined);
      const target = await listen(server);
      closers.push(target.close);
      if (strict) strictUrl = `https://127.0.0.1:${target.port}`;
      else url = `https://127.0.0.1:${target.port}`;
    }
  });

  afterAll(async () => {
    await Promise.all([closeRooms(), ...closers.map((close) => close())]);
    rmSync(folder, { recursive: true });
  });

  const ask = (changes: DataSourceChanges) => fetchOnly(openRoom(), refOf(changes));
  const withCa = () => ({ tlsAuthWithCACert: true, serverName: 'app.internal' });

  test('without the CA certificate the message says which setting takes it', async () => {
    const outcome = await ask({ url });
    expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'tls', status: 502 } });
    expect(outcome.outcome === 'failed' && outcome.problem.message).toContain('With CA Cert');
  });

  test('with the CA certificate and the server name it is fetched', async () => {
    const outcome = await ask({ url, jsonData: withCa(), secrets: { tlsCACert: read('ca.pem') } });
    expect(outcome).toMatchObject({ outcome: 'fetched' });
  });

  test('a certificate for another name is told as such', async () => {
    const outcome = await ask({ url, jsonData: { tlsAuthWithCACert: true }, secrets: { tlsCACert: read('ca.pem') } });
    expect(outcome.outcome === 'failed' && outcome.problem.message).toContain('for another name');
  });

  test('verification can be switched off', async () => {
    expect(await ask({ url, jsonData: { tlsSkipVerify: true } })).toMatchObject({ outcome: 'fetched' });
  });

  test('a client certificate opens a target that asks for one', async () => {
    const secrets = { tlsCACert: read('ca.pem'), tlsClientCert: read('client.pem'), tlsClientKey: read('client.key') };
    const outcome = await ask({ url: strictUrl, jsonData: { ...withCa(), tlsAuth: true }, secrets });
    expect(outcome).toMatchObject({ outcome: 'fetched' });
  });

  test('without a client certificate the message names the setting', async () => {
    const outcome = await ask({ url: strictUrl, jsonData: withCa(), secrets: { tlsCACert: read('ca.pem') } });
    expect(outcome).toMatchObject({ outcome: 'failed', problem: { status: 502 } });
    expect(outcome.outcome === 'failed' && outcome.problem.message).toContain('TLS Client Auth');
  });

  test('a certificate that does not fit its key is told as such', async () => {
    const secrets = { tlsCACert: read('ca.pem'), tlsClientCert: read('client.pem'), tlsClientKey: read('server.key') };
    const outcome = await ask({ url: strictUrl, jsonData: { ...withCa(), tlsAuth: true }, secrets });
    expect(outcome.outcome === 'failed' && outcome.problem.message).toContain('belong together');
  });

  test('text that only looks like PEM is told as such', async () => {
    const nonsense = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n';
    const secrets = { tlsClientCert: nonsense, tlsClientKey: nonsense };
    const outcome = await ask({ url: strictUrl, jsonData: { tlsAuth: true }, secrets });
    expect(outcome.outcome === 'failed' && outcome.problem.message).toContain('cannot be used');
  });

  describe('from files', () => {
    const refWith = (auth: object, pluginConfig: Record<string, string> = { credential_files: folder }) =>
      refOf({
        pluginConfig,
        jsonData: {
          bounds: { freshness: '0s' },
          auth: [{ name: 'mesh', type: 'certificate', ...auth }],
          targets: [{ urls: [strictUrl], auth: 'mesh' }],
        },
      });
    const files = (name: string) => ({
      certFile: join(folder, `${name}.pem`),
      keyFile: join(folder, `${name}.key`),
      caFile: join(folder, 'ca.pem'),
      serverName: 'app.internal',
    });
    const fetchWith = (ref: ReturnType<typeof refWith>, room = openRoom()) =>
      fetchOnly(room, ref, { kind: 'goroutine', form: 0, maxAgeMs: 0 });

    test('a renewed certificate is used with the next request', async () => {
      const room = openRoom();
      peers.length = 0;
      for (const name of ['client', 'renewed', 'renewed']) {
        for (const kind of ['pem', 'key']) copyFileSync(join(folder, `${name}.${kind}`), join(folder, `live.${kind}`));
        expect(await fetchWith(refWith(files('live')), room)).toMatchObject({ outcome: 'fetched' });
      }
      expect(peers).toEqual(['client', 'renewed', 'renewed']);
    });

    test.each<[string, object, Record<string, string>, string]>([
      ['in a folder that is not allowed', files('client'), { credential_files: '/nowhere' }, 'is outside the folders'],
      ['that are not there', files('missing'), { credential_files: folder }, 'does not exist'],
      [
        'without PEM',
        { ...files('client'), caFile: join(folder, 'client.ext') },
        { credential_files: folder },
        'no PEM',
      ],
    ])('files %s are refused by their path', async (_, auth, pluginConfig, why) => {
      const outcome = await fetchWith(refWith(auth, pluginConfig));
      expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'credential_file' } });
      expect(outcome.outcome === 'failed' && outcome.problem.message).toContain(why);
      expect(JSON.stringify(outcome)).not.toContain('BEGIN CERTIFICATE');
    });

    test('a certificate goes with a token, too', async () => {
      const mesh = { name: 'mesh', type: 'bearer', ...files('client') };
      const targets = [{ urls: [strictUrl], auth: 'mesh' }];
      const ref = refOf({
        pluginConfig: { credential_files: folder },
        secrets: { 'auth.mesh': 'token' },
        jsonData: { auth: [mesh], targets },
      });
      expect(await fetchWith(ref)).toMatchObject({ outcome: 'fetched' });
    });

    test('settings without a key, or with a secret besides, are refused', () => {
      expect(() => refWith({ certFile: '/a.pem' })).toThrow(/auth\[0\]\.keyFile is needed/);
      expect(() => refWith({})).toThrow(/auth\[0\]\.certFile is needed/);
      expect(() => refWith({ certFile: 'a.pem', keyFile: '/a.key' })).toThrow(/certFile must be the whole path/);
      expect(() => refWith({ certFile: '/a.pem', keyFile: '/a.key', file: '/token' })).toThrow(/has a secret besides/);
    });
  });

  test('a request over http gets a message that says so', async () => {
    const outcome = await ask({ url: url.replace('https', 'http') });
    expect(outcome).toMatchObject({ outcome: 'failed', problem: { status: 502 } });
  });
});
