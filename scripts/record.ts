// `npm run record`: makes demo/recorded/ anew from the shop of demo/service. Needs Go 1.26 or later.
// Profiles name the path of the executable: --build-into takes a folder that says nothing about the machine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Manifest } from '../demo/replay/recording.ts';
import { durationMs, record } from './demo/recorder.ts';
import { buildShop, defaultBuildDir, findGo, startShop } from './demo/shop.ts';
import { projectDir } from './lib/steps.ts';

const { values } = parseArgs({ options: { 'build-into': { type: 'string', default: defaultBuildDir } } });
const go = findGo();
if (typeof go === 'string') fail(`npm run record needs Go 1.26 or later, to build the shop: ${go}.`);
const built = await buildShop(go, (text) => process.stderr.write(text), values['build-into']);
if (typeof built === 'string') fail(built);

const folder = join(projectDir, 'demo/recorded');
const args = ['-addr', '127.0.0.1:0'];
const recordedAt = new Date().toISOString();
const shop = await startShop(built.path, args);
process.on('exit', () => shop.child.kill('SIGTERM'));
console.log(`Recording ${shop.url} for ${durationMs / 1000} s …`);

let bytes = 0;
const answers = await record(shop.url, folder, (answer, size) => {
  bytes += size;
  console.log(`${(answer.atMs / 1000).toFixed(1).padStart(5)} s  ${answer.file}  ${size} bytes`);
});
const manifest: Manifest = {
  version: 1,
  command: 'npm run record',
  service: `demo/service: GOEXPERIMENT=${go.experiment} go build -trimpath; shop ${args.join(' ')}`,
  goVersion: go.version,
  platform: `${process.platform}-${process.arch}`,
  recordedAt,
  durationMs,
  answers,
};
writeFileSync(join(folder, 'recording.json'), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`${answers.length} answers, ${Math.round(bytes / 1024)} KiB, in demo/recorded/.`);
process.exit(0);

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}
