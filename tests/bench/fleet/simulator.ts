// A fleet in one process: many targets of a few services, each with a profile of its own kind of counts and a metrics
// page, all written beforehand so that serving them costs next to nothing. Run as a process of its own: node
// simulator.ts TARGETS STACKS; prints its URL.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { profileBytes } from '../../../src/core/profile/testing/profile-bytes.ts';
import { makeLoad, makeStack } from '../history/service-load.ts';

const services = 50;
/** Different answers of a service. Its targets take them in turn, each from another starting point. */
const variants = 8;

const [targets = 1_000, stacks = 200] = process.argv.slice(2).map(Number);

interface Service {
  readonly profiles: readonly Buffer[];
  readonly goroutines: readonly number[];
}

const fleet: readonly Service[] = Array.from({ length: services }, (_, service) => {
  const names = Array.from({ length: stacks }, (_, number) =>
    makeStack(service * stacks + number, `service${service}`).frames.map(({ name }) => name),
  );
  const load = makeLoad(stacks, service);
  const counts = Array.from({ length: variants }, () => [...load.next()]);
  return {
    profiles: counts.map((values) =>
      gzipSync(
        profileBytes({
          samples: values.flatMap((count, number) =>
            count === 0
              ? []
              : [{ values: [count], stack: ['runtime.gopark', 'runtime.selectgo', ...(names[number] ?? [])] }],
          ),
        }),
      ),
    ),
    goroutines: counts.map((values) => values.reduce((sum, count) => sum + count, 0)),
  };
});

const asked = new Uint32Array(targets);
const server = createServer(({ url = '' }, answer) => {
  const [, number = '', page = ''] = /^\/t(\d+)\/(.*)$/.exec(url) ?? [];
  const target = Number(number);
  const service = fleet[target % services];
  const turn = ((asked[target] ?? 0) + target) % variants;
  if (service === undefined || number === '') {
    answer.writeHead(404).end();
  } else if (page.startsWith('debug/pprof/goroutine?')) {
    asked[target]!++;
    answer.end(service.profiles[turn]);
  } else if (page === 'metrics') {
    answer.end(metricsPage(target, service.goroutines[turn] ?? 0, asked[target] ?? 0));
  } else {
    answer.writeHead(404).end();
  }
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('disconnect', () => process.exit(0));

function metricsPage(target: number, goroutines: number, turn: number): string {
  return `go_goroutines ${goroutines}
go_info{version="go1.26.8"} 1
go_memstats_heap_inuse_bytes ${40_000_000 + ((target * 7_919 + turn * 104_729) % 9_000_000)}
process_resident_memory_bytes ${90_000_000 + ((target * 104_729 + turn * 7_919) % 9_000_000)}
process_cpu_seconds_total ${100 + turn * 0.7}
process_start_time_seconds 1.7e+09
http_requests_total{code="200"} ${turn * 900}
`;
}
