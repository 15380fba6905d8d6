// Downloads a loopback URL without decoding its bytes.
import { get } from 'node:http';

/** Rejects when the answer has another status than `expected`. */
export function download(url: string, expected = 200): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { timeout: 30_000, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === expected) resolve(Buffer.concat(chunks));
        else reject(new Error(`${url}: status ${response.statusCode}`));
      });
    }).on('error', reject);
  });
}
