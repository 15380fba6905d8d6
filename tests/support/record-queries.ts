// Stands in front of a real server of series, passes each query on, and keeps its form.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Recorder {
  readonly url: string;
  /** The forms since the last call. */
  take(): readonly URLSearchParams[];
  close(): Promise<void>;
}

export async function recordQueries(serverUrl: string): Promise<Recorder> {
  let forms: URLSearchParams[] = [];
  const recorder = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => {
      const body = Buffer.concat(parts);
      forms.push(new URLSearchParams(body.toString()));
      const { method, headers, url = '' } = asked;
      const passed = request(new URL(url, serverUrl), { method, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      passed.end(body);
    });
  });
  await new Promise<void>((resolve) => recorder.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(recorder.address() as AddressInfo).port}`,
    take: () => {
      const taken = forms;
      forms = [];
      return taken;
    },
    close: () => {
      recorder.closeAllConnections();
      return new Promise((resolve) => recorder.close(() => resolve()));
    },
  };
}
