// Five servers, how healthy clients use them, and how each is misused.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, openHttp2, resolveName, rest, subscribe } from './clients.ts';
import type { Server } from './model.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const at = (port: number, path = ''): string => `http://127.0.0.1:${port}${path}`;

const nats: Server = {
  name: 'nats-server',
  program: 'github.com/nats-io/nats-server/v2',
  version: 'v2.15.3',
  configure: ({ port }) => ['-a', '127.0.0.1', '-p', String(port(0)), '--profile', String(port(1))],
  profiles: (port) => at(port(1)),
  healthy: [
    { perMinute: 20, act: ({ port }, random, until) => subscribe(port(0), random.exponential(60_000), until) },
    { perMinute: 60, act: ({ port }, random, until) => subscribe(port(0), random.exponential(1_000), until) },
  ],
  misuse: ({ port }, _, until) => subscribe(port(0), Infinity, until),
  fault: 'clients subscribe and never close',
  causes: ['network-without-deadline'],
};

const caddy: Server = {
  name: 'caddy',
  program: 'github.com/caddyserver/caddy/v2/cmd/caddy',
  version: 'v2.11.9',
  configure: ({ folder, port }) => {
    const file = join(folder, 'Caddyfile');
    writeFileSync(
      file,
      `{\n  admin 127.0.0.1:${port(1)}\n  auto_https off\n  persist_config off\n  metrics\n}\n` +
        `http://127.0.0.1:${port(0)} {\n  respond /hello "hello"\n  reverse_proxy /shop/* 127.0.0.1:${port(9)}\n}\n`,
    );
    return ['run', '--config', file, '--adapter', 'caddyfile'];
  },
  profiles: (port) => at(port(1)),
  metrics: (port) => at(port(1), '/metrics'),
  healthy: [
    { perMinute: 120, act: ({ port }, _, until) => ask(at(port(0), '/hello'), until) },
    { perMinute: 60, act: ({ port }, _, until) => ask(at(port(0), '/shop/quick'), until) },
    { perMinute: 4, act: ({ port }, _, until) => ask(at(port(0), '/shop/slow'), until) },
  ],
  misuse: ({ port }, _, until) => ask(at(port(0), '/shop/never'), until),
  fault: 'an upstream hangs, and nothing bounds the wait for its answer',
  causes: ['http-request-without-timeout'],
};

const etcd: Server = {
  name: 'etcd',
  program: 'go.etcd.io/etcd/server/v3',
  version: 'v3.7.3',
  configure: ({ folder, port }) => [
    `--data-dir=${join(folder, 'data')}`,
    `--listen-client-urls=${at(port(0))}`,
    `--advertise-client-urls=${at(port(0))}`,
    `--listen-peer-urls=${at(port(1))}`,
    `--initial-advertise-peer-urls=${at(port(1))}`,
    `--initial-cluster=default=${at(port(1))}`,
    '--enable-pprof',
    '--unsafe-no-fsync',
    '--log-level=error',
  ],
  profiles: (port) => at(port(0)),
  metrics: (port) => at(port(0), '/metrics'),
  healthy: [
    {
      perMinute: 60,
      act: ({ port }, random, until) =>
        ask(at(port(0), '/v3/kv/put'), until, {
          method: 'POST',
          body: JSON.stringify({ key: base64(`shop/${random.whole(1, 50)}`), value: base64('stock') }),
        }),
    },
    {
      perMinute: 60,
      act: ({ port }, _, until) =>
        ask(at(port(0), '/v3/kv/range'), until, { method: 'POST', body: JSON.stringify({ key: base64('shop/1') }) }),
    },
    {
      perMinute: 12,
      act: ({ port }, random, until) =>
        ask(at(port(0), '/v3/watch'), until, {
          method: 'POST',
          body: JSON.stringify({ create_request: { key: base64('shop/2') } }),
          leavesAfterMs: random.exponential(60_000),
        }),
    },
  ],
  misuse: ({ port }, _, until) =>
    ask(at(port(0), '/v3/watch'), until, {
      method: 'POST',
      body: JSON.stringify({ create_request: { key: base64('shop/1') } }),
    }),
  fault: 'watches are never cancelled',
  causes: ['missing-cancellation', 'grpc-stream-not-drained'],
};

const coredns: Server = {
  name: 'coredns',
  program: 'github.com/coredns/coredns',
  version: 'v1.15.0',
  configure: ({ folder, port }) => {
    const file = join(folder, 'Corefile');
    writeFileSync(
      file,
      `.:${port(0)} {\n  bind 127.0.0.1\n  whoami\n  pprof 127.0.0.1:${port(1)}\n  prometheus 127.0.0.1:${port(2)}\n}\n` +
        `grpc://.:${port(3)} {\n  bind 127.0.0.1\n  whoami\n}\n`,
    );
    return ['-conf', file];
  },
  profiles: (port) => at(port(1)),
  metrics: (port) => at(port(2), '/metrics'),
  healthy: [
    { perMinute: 240, act: ({ port }, random) => resolveName(port(0), `shop-${random.whole(1, 50)}.example`) },
    { perMinute: 12, act: ({ port }, random, until) => openHttp2(port(3), random.exponential(60_000), until) },
  ],
  misuse: ({ port }, _, until) => openHttp2(port(3), Infinity, until),
  fault: 'clients open gRPC connections and never close them',
  causes: ['grpc-connection-not-closed', 'network-without-deadline'],
};

const prometheus: Server = {
  name: 'prometheus',
  program: 'github.com/prometheus/prometheus/cmd/prometheus',
  version: 'v0.311.3',
  configure: ({ folder, port }) => {
    const file = join(folder, 'prometheus.yml');
    writeFileSync(
      file,
      `scrape_configs:\n  - job_name: self\n    scrape_interval: 5s\n    static_configs:\n      - targets: ['127.0.0.1:${port(0)}']\n`,
    );
    mkdirSync(join(folder, 'data'), { recursive: true });
    return [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port(0)}`,
      '--web.read-timeout=24h',
      '--log.level=error',
    ];
  },
  profiles: (port) => at(port(0)),
  metrics: (port) => at(port(0), '/metrics'),
  healthy: [
    { perMinute: 90, act: ({ port }, _, until) => ask(at(port(0), '/api/v1/query?query=up'), until) },
    {
      perMinute: 10,
      act: async ({ port }, random, until) => {
        const over = new AbortController();
        void ask(at(port(0), '/api/v1/query?query=up'), AbortSignal.any([until, over.signal]), {
          keepsConnection: true,
        });
        await rest(random.exponential(60_000), until);
        over.abort();
      },
    },
  ],
  misuse: ({ port }, _, until) => ask(at(port(0), '/api/v1/query?query=up'), until, { keepsConnection: true }),
  fault: 'each query opens a connection that is kept alive and never used again',
  causes: ['idle-http-connections', 'http-server-without-timeout'],
};

export const servers: readonly Server[] = [nats, caddy, etcd, coredns, prometheus];
