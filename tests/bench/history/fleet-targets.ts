// The live targets of the fleet day, in a process of their own: node fleet-targets.ts STACKS; prints its URL. Each path
// is a target with a profile of these stacks.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { profileBytes } from '../../../src/core/profile/testing/profile-bytes.ts';

const stacks = Number(process.argv[2] ?? 5);
const profile = gzipSync(
  profileBytes({
    samples: Array.from({ length: stacks }, (_, index) => ({
      values: [10 + index],
      stack: ['runtime.gopark', 'runtime.selectgo', `shop/cart.stack${index}`],
    })),
  }),
);
const server = createServer(({ url = '' }, answer) => {
  if (url.includes('debug/pprof/goroutine?')) answer.end(profile);
  else answer.writeHead(url.endsWith('/metrics') ? 200 : 404).end();
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('disconnect', () => process.exit(0));
