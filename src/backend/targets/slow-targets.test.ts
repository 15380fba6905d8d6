import { startRaw, startTarget, type FakeTarget } from './testing/fake-target.ts';
import { closeRooms, fetchOnly, goroutines, openRoom, refOf } from './testing/data-source.ts';
import { recordedText } from './testing/recorded.ts';

afterAll(closeRooms);

const hurried = { bounds: { fetchTimeout: '150ms', dumpTimeout: '150ms', connectTimeout: '100ms' } };

/** Every connection is gone once the fetch has failed: a server that hangs must not hold Parked's sockets. */
async function expectTimeout(target: FakeTarget, words: string, url = target.url): Promise<void> {
  const outcome = await fetchOnly(openRoom(), refOf({ url, jsonData: hurried }));
  expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'timeout', status: 504, source: 'downstream' } });
  expect(outcome.outcome === 'failed' && outcome.problem.message).toContain(words);
  while (target.openConnections() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await target.close();
}

describe('a slow target ends at the bound, with words for where it stopped:', () => {
  test('it accepts the request and sends nothing', async () => {
    await expectTimeout(await startTarget(() => undefined), 'accepted the request but sent nothing within 150ms');
  });

  test('it drips headers', async () => {
    const target = await startRaw((socket) => {
      let sent = 0;
      const drip = setInterval(() => socket.write('HTTP/1.1 200 OK\r\nX: '[sent++] ?? 'x'), 10);
      socket.on('close', () => clearInterval(drip));
    });
    await expectTimeout(target, 'sent nothing within 150ms');
  });

  test('it drips its body', async () => {
    const target = await startTarget((_, response) => {
      let sent = 0;
      const drip = setInterval(() => response.write(recordedText[sent++]), 10);
      response.on('close', () => clearInterval(drip));
    });
    await expectTimeout(target, 'began to answer but was not done within 150ms');
  });

  test('it never finishes the TLS handshake', async () => {
    const target = await startRaw((socket) => socket.resume());
    await expectTimeout(target, 'did not finish the TLS handshake within 150ms', target.url.replace('http', 'https'));
  });
});

test('a name that is never resolved ends at the bound for connecting', async () => {
  const room = openRoom({ resolveAll: () => undefined });
  const outcome = await fetchOnly(room, refOf({ url: 'http://app.example:6060', jsonData: hurried }));
  expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'timeout', status: 504 } });
  expect(outcome.outcome === 'failed' && outcome.problem.message).toContain('within 100ms');
});

test("the data source's own timeout counts for its URL, dumps may take their own bound", async () => {
  const target = await startTarget((_, response) => setTimeout(() => response.end(recordedText), 400));
  const ref = refOf({ url: target.url, jsonData: { timeout: 0.1, bounds: { dumpTimeout: '10s' } } });
  const room = openRoom();
  expect(await fetchOnly(room, ref)).toMatchObject({ outcome: 'failed', problem: { code: 'timeout' } });
  expect(await fetchOnly(room, ref, { kind: 'goroutine', form: 2 })).toMatchObject({ outcome: 'fetched' });
  await target.close();
});

describe('when all callers have gone', () => {
  test('the fetch is given up and the connection closed', async () => {
    const target = await startTarget(() => undefined);
    const caller = new AbortController();
    const room = openRoom({ lingerMs: 20 });
    const asked = fetchOnly(room, refOf({ url: target.url }), goroutines, caller.signal);
    while (target.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    caller.abort();
    expect(await asked).toMatchObject({ outcome: 'failed', problem: { code: 'cancelled' } });
    while (target.openConnections() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await target.close();
  });

  test('a caller that asks again at once gets the same fetch', async () => {
    const answer: (() => void)[] = [];
    const target = await startTarget((_, response) => answer.push(() => response.end(recordedText)));
    const caller = new AbortController();
    const room = openRoom({ lingerMs: 60_000 });
    const ref = refOf({ url: target.url });
    const first = fetchOnly(room, ref, goroutines, caller.signal);
    while (answer.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    caller.abort();
    await first;
    const second = fetchOnly(room, ref);
    answer[0]?.();
    expect(await second).toMatchObject({ outcome: 'fetched' });
    expect(target.requests).toHaveLength(1);
    await target.close();
  });

  test('closing the room ends every fetch', async () => {
    const target = await startTarget(() => undefined);
    const room = openRoom();
    const asked = fetchOnly(room, refOf({ url: target.url }));
    while (target.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await room.close();
    expect(await asked).toMatchObject({ outcome: 'failed', problem: { code: 'cancelled' } });
    await target.close();
  });
});
