import { gzipSync } from 'node:zlib';
import type { Problem } from '../../core/problem.ts';
import { startRaw, startTarget, type FakeTarget, type Handler } from './testing/fake-target.ts';
import { closeRooms, fetchOnly, openRoom, refOf, type DataSourceChanges } from './testing/data-source.ts';
import { recordedBinary, recordedText } from './testing/recorded.ts';

afterAll(closeRooms);

async function askBadly(handler: Handler, changes: DataSourceChanges = {}, form: 0 | 1 | 2 = 0): Promise<Problem> {
  const target = await startTarget(handler);
  try {
    return await expectProblem(target, changes, form);
  } finally {
    await target.close();
  }
}

async function expectProblem(
  target: FakeTarget,
  changes: DataSourceChanges = {},
  form: 0 | 1 | 2 = 0,
): Promise<Problem> {
  const outcome = await fetchOnly(openRoom(), refOf({ url: target.url, ...changes }), { kind: 'goroutine', form });
  if (outcome.outcome !== 'failed') throw new Error('The fetch succeeded.');
  expect(outcome.problem.message).toContain(target.host);
  return outcome.problem;
}

describe('a target that answers wrongly', () => {
  test('asks for credentials', async () => {
    const problem = await askBadly((_, response) => response.writeHead(401).end());
    expect(problem).toMatchObject({ code: 'unauthorized', status: 401, source: 'downstream' });
    expect(problem.message).toContain('none are configured');
  });

  test('refuses the credentials it gets', async () => {
    const problem = await askBadly((_, response) => response.writeHead(403).end(), {
      secrets: { bearerToken: 'wrong' },
    });
    expect(problem).toMatchObject({ code: 'forbidden', status: 403 });
    expect(problem.message).toContain('configured a bearer token');
  });

  test('has no such path', async () => {
    const problem = await askBadly((_, response) => response.writeHead(404).end('404 page not found'));
    expect(problem).toMatchObject({ code: 'not_found', status: 404 });
    expect(problem.message).toContain('Import net/http/pprof');
  });

  test('fails inside', async () => {
    const problem = await askBadly((_, response) => response.writeHead(500).end('secret detail'));
    expect(problem).toMatchObject({ code: 'http_status', status: 502 });
    expect(problem.message).toContain('500');
    expect(problem.message).not.toContain('secret detail');
  });

  test('sends a web page', async () => {
    const problem = await askBadly((_, response) => response.end('<!DOCTYPE html>\n<html><body>Sign in</body></html>'));
    expect(problem).toMatchObject({ code: 'web_page', status: 502 });
    expect(problem.message).toContain('…/debug/pprof');
  });

  test('sends something else', async () => {
    const problem = await askBadly((_, response) => response.end('{"hello": "world"}\n'));
    expect(problem).toMatchObject({ code: 'not_a_profile', status: 502 });
  });

  test('sends another profile than it was asked for', async () => {
    const problem = await askBadly((_, response) => response.end(recordedText.replace('goroutine', 'goroutineleak')));
    expect(problem).toMatchObject({ code: 'wrong_profile', status: 502 });
  });

  test('sends nothing', async () => {
    const problem = await askBadly((_, response) => response.end());
    expect(problem).toMatchObject({ code: 'empty_answer', status: 502 });
  });

  test.each([1, 9, 20, recordedBinary.length - 20, recordedBinary.length - 1])(
    'sends a gzip that is cut off after %i bytes',
    async (bytes) => {
      const problem = await askBadly((_, response) => response.end(recordedBinary.subarray(0, bytes)));
      expect(problem.status).toBe(502);
      expect(problem.code).toBe(bytes === 1 ? 'not_a_profile' : 'cut_short');
    },
  );

  test('sends a gzip with a wrong checksum', async () => {
    const damaged = Buffer.from(recordedBinary);
    damaged.writeUInt32LE(1, damaged.length - 8);
    expect(await askBadly((_, response) => response.end(damaged))).toMatchObject({ code: 'cut_short' });
  });

  test('closes in the middle of its answer', async () => {
    const problem = await askBadly((_, response) => {
      response.setHeader('content-length', recordedText.length);
      response.write(recordedText.slice(0, 100), () => response.destroy());
    });
    expect(problem).toMatchObject({ code: 'broken_off', status: 502 });
  });

  test('packs its answer in an unrequested way', async () => {
    const problem = await askBadly((_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end('x'));
    expect(problem).toMatchObject({ code: 'unknown_encoding', status: 502 });
  });

  test('serves https on the port of an http URL', async () => {
    const sentence = 'Client sent an HTTP request to an HTTPS server.\n';
    const problem = await askBadly((_, response) => response.writeHead(400).end(sentence));
    expect(problem).toMatchObject({ code: 'not_http', status: 502 });
    expect(problem.message).toContain('https://');
  });

  test('does not speak HTTP', async () => {
    const target = await startRaw((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    expect(await expectProblem(target)).toMatchObject({ code: 'not_http', status: 502 });
    await target.close();
  });

  test('hangs up before it answers', async () => {
    const target = await startRaw((socket) => socket.once('data', () => socket.end()));
    expect(await expectProblem(target)).toMatchObject({ code: 'broken_off', status: 502 });
    await target.close();
  });

  test('sends headers without end', async () => {
    const target = await startRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const fill = (): void => {
        if (!socket.destroyed) socket.write(`X-Filler: ${'x'.repeat(8_000)}\r\n`, fill);
      };
      fill();
    });
    expect(await expectProblem(target)).toMatchObject({ code: 'not_http', status: 502 });
    await target.close();
  });

  test('does not exist', async () => {
    const target = await startTarget();
    await target.close();
    expect(await expectProblem(target)).toMatchObject({ code: 'unreachable', status: 502 });
  });

  test('has a name that nobody knows', async () => {
    const outcome = await fetchOnly(openRoom(), refOf({ url: 'http://app.invalid:6060' }));
    expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'unknown_host', status: 502 } });
  });
});

describe('a redirect', () => {
  test.each([
    ['http://169.254.169.254/latest/meta-data?token=canary', '169.254.169.254'],
    ['https://user:canary@elsewhere.example:8443/canary', 'elsewhere.example:8443'],
    ['/login?canary', 'another path of its own'],
    ['file:///etc/passwd', 'elsewhere'],
    ['http://[', 'elsewhere'],
  ])('to %s is not followed, and only its host is named', async (location, named) => {
    const target = await startTarget((_, response) => response.writeHead(302, { location }).end());
    const problem = await expectProblem(target, { secrets: { bearerToken: 'canary' } });
    expect(problem).toMatchObject({ code: 'redirect', status: 502 });
    expect(problem.message).toContain(named);
    expect(problem.message).not.toContain('canary');
    expect(target.requests).toHaveLength(1);
    await target.close();
  });
});

describe('an answer that is too large', () => {
  const piece = Buffer.alloc(64 * 1024, 'x');

  /** 300 MB that are sent as fast as they are taken, and how much was. */
  function pour(sent: { bytes: number }): Handler {
    return (_, response) => {
      const more = (): void => {
        while (sent.bytes < 300e6 && !response.destroyed) {
          sent.bytes += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
  }

  test('is left at the bound, which the message names', async () => {
    const sent = { bytes: 0 };
    const before = process.memoryUsage().rss;
    const problem = await askBadly(pour(sent));
    expect(problem).toMatchObject({ code: 'body_too_large', status: 502 });
    expect(problem.message).toContain('16 MiB');
    expect(problem.message).toContain('the bound "Largest profile, compressed"');
    // The bound, and what fits into the sockets' buffers.
    expect(sent.bytes).toBeLessThan(32e6);
    expect(process.memoryUsage().rss - before).toBeLessThan(64e6);
  });

  test('is larger for a dump', async () => {
    const problem = await askBadly(pour({ bytes: 0 }), { jsonData: { bounds: { dumpBody: '1MiB' } } }, 2);
    expect(problem.message).toContain('the bound "Largest dump"');
    expect(problem.message).toContain('1 MiB');
  });

  test('is not even read when it announces its size', async () => {
    const problem = await askBadly((_, response) => {
      response.setHeader('content-length', 300e6);
      response.write('x');
    });
    expect(problem).toMatchObject({ code: 'body_too_large' });
    expect(problem.message).toContain('286.1 MiB');
  });

  test('is told by its unpacked size too, in either layer of gzip', async () => {
    const bomb = Buffer.concat(Array<Buffer>(300).fill(gzipSync(Buffer.alloc(1024 * 1024))));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
      const problem = await askBadly((_, response) => response.writeHead(200, headers).end(bomb));
      expect(problem).toMatchObject({ code: 'body_too_large' });
      expect(problem.message).toContain('256 MiB');
    }
  });
});

test('a failure says when the target is tried again, and until then nobody tries', async () => {
  const target = await startTarget((_, response) => response.writeHead(500).end());
  const room = openRoom();
  const ref = refOf({ url: target.url });
  await fetchOnly(room, ref);
  const again = await fetchOnly(room, ref);
  expect(again).toMatchObject({ outcome: 'failed', problem: { code: 'http_status' } });
  expect(again.outcome === 'failed' && again.problem.message).toMatch(
    /This was 1s ago; it will be tried again in 5s\.$/,
  );
  expect(target.requests).toHaveLength(1);
  await target.close();
});
