// Plain calls to servers on loopback, for tests of requests and of parsing answers.
import { request } from 'node:http';
import { succeed } from '../../../core/problem.ts';
import type { CallServer, ServerReply } from '../../server-call.ts';

export function createServerCallerForTests(): CallServer {
  return async ({ url, headers, body, maxBytes }) =>
    succeed(
      await new Promise<ServerReply>((resolve, reject) => {
        const sent = request(
          url,
          { method: 'POST', headers: { ...headers, 'content-length': body.length } },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('end', () => {
              const all = Buffer.concat(chunks);
              resolve({
                retryAfter: undefined,
                status: response.statusCode ?? 0,
                body: all.toString('utf8'),
                cut: all.length > maxBytes,
              });
            });
          },
        );
        sent.on('error', reject);
        sent.end(body);
      }),
    );
}
