// Whether hostile input costs more than its length: each adversary is read at two lengths, four doublings
// apart, whole and in small pieces.
import { createProfileReader } from '../../../src/core/profile/reader.ts';
import { adversaries } from './adversaries.ts';

const smallest = 256 * 1024;
const largest = 4 * 1024 * 1024;
const doublings = 4;
const maxRatio = 2.3;
/**
 * Where every few bytes are an object of their own; 50 are asked, and held by most. docs/reliability.md says which do
 * not.
 */
const maxMsPerMiB = 300;

measureAdversaries();

function measureAdversaries(): void {
  console.log(`${'adversary'.padEnd(60)} ms per MiB   a doubling`);
  let failures = 0;
  for (const { name, make } of adversaries) {
    for (const pieceBytes of [largest * 2, 1000]) {
      const first = measure(make(smallest), pieceBytes);
      const last = measure(make(largest), pieceBytes);
      const ratio = (last / first) ** (1 / doublings);
      const perMiB = last / (largest / 1024 / 1024);
      const failed = ratio > maxRatio || perMiB > maxMsPerMiB;
      if (failed) failures++;
      const title = pieceBytes === 1000 ? `${name}, in pieces` : name;
      const mark = failed ? '  <<' : '';
      console.log(`${title.padEnd(60)} ${perMiB.toFixed(1).padStart(10)} ${ratio.toFixed(2).padStart(12)}${mark}`);
    }
  }
  console.log(`${failures} of ${adversaries.length * 2} beyond ${maxRatio} a doubling or ${maxMsPerMiB} ms for a MiB`);
}

/**
 * Milliseconds of the thread's processor time for one reading, so that others on the machine count little. The kernel
 * may count it in hundredths of a second: each round reads again and again for a tenth. The fastest of some rounds.
 */
function measure(bytes: Uint8Array, pieceBytes: number): number {
  let best = Infinity;
  for (let round = 0; round < 4; round++) {
    const started = process.threadCpuUsage();
    let readings = 0;
    let spentMs = 0;
    while (spentMs < 100) {
      const reader = createProfileReader();
      for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
      reader.finish();
      readings++;
      const { user, system } = process.threadCpuUsage(started);
      spentMs = (user + system) / 1000;
    }
    best = Math.min(best, spentMs / readings);
  }
  return best;
}
