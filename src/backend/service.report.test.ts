import { describeWithSqlite } from './history/testing/samples.ts';
import { describeContext } from './testing/ask-service.ts';
import { minute, watchTarget } from './testing/watched-target.ts';

const watched = watchTarget({ leak: 10 });

interface Document {
  readonly profiles: readonly object[];
  readonly notices?: readonly string[];
}

async function download(minutes: number): Promise<Document> {
  const range = { from: String(watched.nowMs - minutes * minute), to: String(watched.nowMs) };
  const answer = await watched.service.callResource(
    describeContext({ url: watched.target.url, role: 'Admin' }),
    {
      method: 'GET',
      path: 'report',
      url: `report?${new URLSearchParams(range).toString()}`,
      body: new Uint8Array(),
    },
    new AbortController().signal,
  );
  expect(answer.status).toBe(200);
  const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '';
  return JSON.parse(text) as Document;
}

describeWithSqlite('the JSON of a range', () => {
  test('says how many samples of how many it holds where they are more than it can hold', async () => {
    await watched.live(0, 30, (index) => ({ leak: 10 + index }));
    expect(await download(60)).not.toHaveProperty('notices');
    // A thousand steps of two days are longer than two minutes each.
    const { profiles, notices } = await download(48 * 60);
    expect(profiles.length).toBeLessThan(30);
    expect(notices).toEqual([
      expect.stringContaining(
        `: ${profiles.length} of 30 samples of the range are in the document, the newest of each 2m53s. A document holds`,
      ),
    ]);
  });
});
