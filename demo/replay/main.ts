// Serves the recording on its own: node demo/replay/main.ts [port], with Node 22.18 or later.
import { openRecording } from './recording.ts';
import { startReplay } from './server.ts';

const port = Number(process.argv[2] ?? 6060);
const recording = openRecording();
const replay = await startReplay(recording, port);
const { goVersion, recordedAt, durationMs } = recording.manifest;
console.log(`listening on ${replay.url}`);
console.log(`A recording of ${goVersion} from ${recordedAt}; after ${durationMs / 1000} s it stays as it is.`);
