// Whole conversations with the executable, drawn from a seed: queries, resources, health and settings of anybody, and
// targets that answer with any bytes in any timing. Nothing ends the process, no answer names a bug, every call ends,
// and a healthy data source is answered rightly in between.
//
// CONVERSATIONS=2000 CONVERSATION_SEED=17 npm run test:nightly -- tests/fuzz/conversations
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExecutable } from '../support/built-executable.ts';
import { startPlainTarget } from '../support/plain-target.ts';
import { drawConversation } from './conversations/draw.ts';
import { startHostileTarget } from './conversations/hostile-target.ts';
import { startSpeaker } from './conversations/speaker.ts';
import { createRandom } from './random.ts';
import { readSeeds } from './seeds.ts';

const conversations = Number(process.env['CONVERSATIONS'] ?? 600);
const firstSeed = Number(process.env['CONVERSATION_SEED'] ?? 1);
/** As many at once: what one leaves behind meets the next ones. */
const together = 6;

jest.setTimeout(7_200_000);

test(`${conversations} conversations end well`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-conversations-'));
  const executable = buildExecutable();
  const healthy = await startPlainTarget(() => 7);
  const hostile = await startHostileTarget(readSeeds(join(__dirname, 'seeds')).map(({ bytes }) => bytes));
  const speaker = await startSpeaker(executable, folder);
  const wrong: string[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < conversations && wrong.length < 20 && speaker.exit() === undefined) {
      const seed = firstSeed + next++;
      for (const batch of drawConversation(createRandom(seed), hostile.port)) {
        const said = await Promise.all(batch.map(async (move) => [move, await speaker.make(move)] as const));
        for (const [move, problem] of said) {
          if (problem !== undefined) wrong.push(`seed ${seed}: ${problem}\n${JSON.stringify(move).slice(0, 3_000)}`);
        }
      }
      const count = await speaker.count(healthy.url);
      if (count !== 7) wrong.push(`seed ${seed}: a healthy target counts ${count}`);
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  const bugs = speaker.logLines.filter((line) => line.includes('"@level":"error"'));
  expect([wrong, bugs, speaker.exit()]).toEqual([[], [], undefined]);
  await speaker.stop();
  await Promise.all([hostile.close(), healthy.close()]);
  rmSync(folder, { recursive: true });
});
