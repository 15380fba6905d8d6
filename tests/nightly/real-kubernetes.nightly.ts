// Discovery of pods against a real API server, with the rights of the manifest in provisioning/examples alone. etcd and
// kube-apiserver are taken from PARKED_ETCD and PARKED_KUBE_APISERVER; docs/testing.md says how to get them.
import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request as send } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { closeRooms, openRoom, refOf, selectAll } from '../../src/backend/targets/testing/data-source.ts';
import { findFreePort } from '../support/free-port.ts';

const { PARKED_ETCD: etcd = '', PARKED_KUBE_APISERVER: apiServer = '' } = process.env;
const isThere = etcd !== '' && apiServer !== '';
if (!isThere) console.warn('No real API server is tried: PARKED_ETCD and PARKED_KUBE_APISERVER are not set.');

const folder = mkdtempSync(join(tmpdir(), 'parked-kubernetes-'));
const tokenFile = join(folder, 'token');
const children: ChildProcess[] = [];
let url = '';

afterAll(async () => {
  await closeRooms();
  for (const child of children) child.kill('SIGKILL');
  await pause(200);
  rmSync(folder, { recursive: true, force: true });
});

function start(command: string, args: readonly string[]): void {
  children.push(spawn(command, args, { stdio: 'ignore' }));
}

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

function call(method: string, path: string, body?: unknown, token = 'admin-token'): Promise<Reply> {
  return new Promise((done, refuse) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const asked = send(`${url}${path}`, { method, headers, rejectUnauthorized: false, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => done({ status: response.statusCode ?? 0, body: readJson(text) }));
    });
    asked.on('error', refuse);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function readJson(text: string): Reply['body'] {
  return text.startsWith('{') ? (JSON.parse(text) as Reply['body']) : {};
}

async function must(method: string, path: string, body?: unknown): Promise<Reply['body']> {
  const reply = await call(method, path, body);
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

async function startCluster(): Promise<void> {
  const [client, peer, port] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const etcdUrl = `http://127.0.0.1:${client}`;
  start(etcd, [
    ...['--data-dir', join(folder, 'etcd'), '--listen-client-urls', etcdUrl, '--advertise-client-urls', etcdUrl],
    ...['--listen-peer-urls', `http://127.0.0.1:${peer}`],
  ]);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = join(folder, 'service-account.pem');
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  writeFileSync(join(folder, 'tokens.csv'), 'admin-token,admin,admin,"system:masters"\n');
  start(apiServer, [
    `--etcd-servers=${etcdUrl}`,
    ...['--bind-address=127.0.0.1', `--secure-port=${port}`, `--cert-dir=${folder}`],
    ...[`--token-auth-file=${join(folder, 'tokens.csv')}`, '--authorization-mode=RBAC'],
    ...['--service-account-issuer=https://parked.test', `--service-account-signing-key-file=${key}`],
    ...[`--service-account-key-file=${key}`, '--service-cluster-ip-range=10.0.0.0/24'],
    '--disable-admission-plugins=ServiceAccount',
  ]);
  url = `https://127.0.0.1:${port}`;
  while ((await call('GET', '/readyz').catch(() => undefined))?.status !== 200) await pause(250);
}

/** The service account and its rights, as the example has them. */
async function applyManifest(): Promise<void> {
  for (const name of ['monitoring', 'shop']) {
    await must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  const file = resolve(__dirname, '../../provisioning/examples/collector/kubernetes.yaml');
  const places: Readonly<Record<string, string>> = {
    ServiceAccount: '/api/v1/namespaces/monitoring/serviceaccounts',
    ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  };
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
    const value = document.toJS() as { readonly kind: string };
    const place = places[value.kind];
    if (place !== undefined) await must('POST', place, value);
  }
}

async function rotateToken(): Promise<string> {
  const path = '/api/v1/namespaces/monitoring/serviceaccounts/parked-collect/token';
  const reply = await must('POST', path, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
  const { token } = reply['status'] as { readonly token: string };
  writeFileSync(`${tokenFile}.new`, token);
  renameSync(`${tokenFile}.new`, tokenFile);
  return token;
}

const pods = '/api/v1/namespaces/shop/pods';

async function addPod(name: string, ip: string): Promise<void> {
  const container = { name: 'app', image: 'app', ports: [{ name: 'pprof', containerPort: 6060 }] };
  const metadata = { name, labels: { 'app.kubernetes.io/name': 'cart' } };
  await must('POST', pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { nodeName: 'n1', containers: [container] },
  });
  await must('PATCH', `${pods}/${name}/status`, { status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] } });
}

const nameOf = (index: number): string => `cart-${String(index).padStart(3, '0')}`;

(isThere ? test : test.skip)(
  'pods of a real API server are listed and followed with the least rights',
  async () => {
    await startCluster();
    await applyManifest();
    const token = await rotateToken();
    for (let index = 0; index < 20; index++) await addPod(nameOf(index), `10.9.0.${index + 1}`);
    expect((await call('GET', '/api/v1/secrets', undefined, token)).status).toBe(403);
    const ref = refOf({
      pluginConfig: { credential_files: folder },
      jsonData: {
        auth: [{ name: 'cluster', type: 'bearer', file: tokenFile }],
        allowedHosts: ['10.9.0.0/16'],
        discovery: [
          {
            type: 'kubernetes',
            ...{ apiServer: url, auth: 'cluster', caFile: join(folder, 'apiserver.crt') },
            ...{ namespaces: ['shop'], selector: 'app.kubernetes.io/name=cart', portName: 'pprof' },
          },
        ],
      },
    });
    const room = openRoom();
    const list = async (): Promise<readonly string[]> => {
      const selected = await room.select(ref, []);
      if (!selected.ok) throw new Error(selected.problem.message);
      return selected.value.map(({ labels }) => labels['pod'] ?? '').sort();
    };
    expect(await list()).toEqual(Array.from({ length: 20 }, (_, index) => nameOf(index)));
    expect((await selectAll(room, ref)).map(({ labels }) => labels)).toContainEqual({
      service: 'cart',
      instance: '10.9.0.1:6060',
      namespace: 'shop',
      pod: nameOf(0),
      container: 'app',
      node: 'n1',
      app: 'cart',
    });

    await rotateToken();
    const expected = new Set(await list());
    for (let index = 20; index < 120; index++) {
      await addPod(nameOf(index), `10.9.1.${index}`);
      expected.add(nameOf(index));
      if (index % 3 === 0) {
        const gone = nameOf(index - 15);
        await must('DELETE', `${pods}/${gone}?gracePeriodSeconds=0`);
        expected.delete(gone);
      }
    }
    await must('PATCH', `${pods}/${nameOf(119)}`, { metadata: { labels: { 'app.kubernetes.io/name': 'other' } } });
    expected.delete(nameOf(119));
    const wanted = JSON.stringify([...expected].sort());
    while (JSON.stringify(await list()) !== wanted) await pause(50);
    expect((await room.reportDiscovery(ref))[0]?.problem).toBeNull();
  },
  300_000,
);
