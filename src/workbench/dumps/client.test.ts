// The page and its worker, with a channel between them as in the browser.
import { expose } from 'comlink';
import { createDumpReaderApi } from './api.ts';
import { createDumpReader } from './client.ts';

const goroutine = (number: number) =>
  `goroutine ${number} [select (no cases), 3 minutes]:\nmain.never()\n\t/src/main.go:19 +0x25\n\n`;
const text = goroutine(7) + goroutine(8) + goroutine(9);

/** Callbacks have channels of their own; all are closed, so that nothing keeps the process. */
const channels: MessageChannel[] = [];
const Channel = globalThis.MessageChannel;
globalThis.MessageChannel = class extends Channel {
  constructor() {
    super();
    channels.push(this);
  }
};

/** The client and the API as page and worker have them, with a channel between. */
function connect() {
  const { port1, port2 } = new MessageChannel();
  expose(createDumpReaderApi(), port2);
  const worker = Object.assign(port1, { onerror: null as (() => void) | null });
  return {
    reader: createDumpReader(() => worker as unknown as Worker),
    crash: () => worker.onerror?.(),
  };
}

let connection: ReturnType<typeof connect>;
beforeEach(() => void (connection = connect()));
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

test('a dump is opened, judged and closed, and tells how far it has been read', async () => {
  const { reader } = connection;
  const told: number[] = [];
  const summary = await reader.open('dump', { kind: 'file', file: new Blob([text]) }, (bytes) => told.push(bytes));
  expect(summary).toMatchObject({ name: 'dump', goroutines: 3, bytes: text.length });
  expect(told).toEqual([text.length]);
  expect((await reader.judge(summary.id)).suspects).toMatchObject([{ grade: 'proven', function: 'main.never' }]);
  await reader.close(summary.id);
  await expect(reader.judge(summary.id)).rejects.toThrow('The dump is not there any more. Drop it again.');
});

test('the texts of goroutines are there, whatever carried them', async () => {
  const { reader } = connection;
  const carried = text
    .trimEnd()
    .split('\n')
    .map((line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stderr' })}\n`)
    .join('');
  const textsOf = async (content: string) => {
    const { id } = await reader.open('dump', { kind: 'file', file: new Blob([content]) }, () => {});
    const [suspect] = (await reader.judge(id)).suspects;
    return reader.texts(id, suspect!.fingerprint, suspect!.state);
  };
  expect(await textsOf(text)).toHaveLength(3);
  expect(await textsOf(carried)).toEqual(await textsOf(text));
});

test('what is no dump is refused with a sentence', async () => {
  const file = new Blob(['Dear diary\n']);
  await expect(connection.reader.open('diary', { kind: 'file', file }, () => {})).rejects.toThrow(
    'This begins with "Dear diary" and is no goroutine profile.',
  );
});

test('a call that waits hears that the worker has crashed', async () => {
  const { reader, crash } = connection;
  const waiting = reader.open('dump', { kind: 'file', file: new Blob([text]) }, () => {});
  crash();
  await expect(waiting).rejects.toThrow('The dump is too large for this browser.');
});
