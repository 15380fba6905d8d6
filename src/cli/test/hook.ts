// Makes a copy of Go's package `testing` that writes the remaining goroutines when the tests of a package have ended.
// Go uses the copy through -overlay, so no file of the program changes, and TestMain works unchanged.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailure, exitStatus } from '../exit-status.ts';
import type { Toolchain } from './toolchain.ts';

/** The environment variable with the folder for profiles. */
export const folderVariable = 'PARKED_TEST_PROFILES';

/** The places where the tests of a package begin and end. Lines keep their numbers. */
const places = [
  ['func (m *M) before() {', 'func (m *M) before() { parkedBefore()'],
  ['\t\tm.writeProfiles()\n', '\t\tm.writeProfiles(); parkedAfter(m)\n'],
] as const;

/**
 * Writes the overlay below `parent` and returns its path, the same for the same Go. Throws a CommandFailure for a Go it
 * does not know.
 */
export async function writeOverlay(
  { root, hasLeakProfile }: Pick<Toolchain, 'root' | 'hasLeakProfile'>,
  parent: string,
): Promise<string> {
  const original = join(root, 'src/testing/testing.go');
  let text = await readFile(original, 'utf8').catch(() => {
    throw new CommandFailure(exitStatus.unreadable, `${original} cannot be read, so no hook can be placed in it.`);
  });
  for (const [place, hooked] of places) {
    if (!text.includes(place)) {
      throw new CommandFailure(exitStatus.unreadable, `${original} is not as known: it has no "${place.trim()}".`);
    }
    text = text.replace(place, hooked);
  }
  // The code is appended to an existing file, because vet of older versions does not know files that an overlay adds.
  const patch = text + commonHook + (hasLeakProfile ? leakProfileHook : leftRunningHook);
  // Go rebuilds a file whose name changes, so equal contents have the same name.
  const folder = join(parent, createHash('sha256').update(original).update(patch).digest('hex').slice(0, 16));
  await mkdir(folder, { recursive: true });
  const patched = join(folder, 'testing.go');
  const overlay = join(folder, 'overlay.json');
  if (existsSync(overlay)) return overlay;
  await replaceFile(patched, patch);
  await replaceFile(overlay, JSON.stringify({ Replace: { [original]: patched } }));
  return overlay;
}

/** Another run may be reading it. */
async function replaceFile(path: string, text: string): Promise<void> {
  const scratch = `${path}.${process.pid}`;
  await writeFile(scratch, text);
  await rename(scratch, path);
}

/**
 * Appended to the package, whose own imports are enough. The runtime tells what nothing can wake. What waits for a
 * processor is not parked yet, so that it comes to rest first, for a second at most.
 */
const leakProfileHook = `
func parkedBefore() {}

func parkedWrite(m *M, file *os.File) {
	for try := 0; try < parkedTries && parkedBusy(); try++ {
		parkedPause(try)
	}
	m.deps.WriteProfileTo("goroutineleak", file, 2)
}

func parkedBusy() bool {
	for _, one := range parkedStacks() {
		if strings.Contains(strings.SplitN(one, "\\n", 2)[0], " [run") {
			return true
		}
	}
	return false
}
`;

/**
 * Writes what runs on and did not run before the first test, after a second at most for what is about to end: goleak's
 * way.
 */
const leftRunningHook = `
var parkedEarlier = map[string]bool{}

func parkedBefore() {
	if parkedFolder != "" {
		for _, one := range parkedStacks() {
			parkedEarlier[parkedID(one)] = true
		}
	}
}

func parkedWrite(m *M, file *os.File) {
	for try := 0; ; try++ {
		var left []string
		for _, one := range parkedStacks() {
			if !parkedEarlier[parkedID(one)] && !parkedOwn(one) {
				left = append(left, one)
			}
		}
		if len(left) == 0 || try == parkedTries {
			file.WriteString(strings.Join(left, "\\n\\n"))
			return
		}
		parkedPause(try)
	}
}

func parkedID(stack string) string {
	return strings.SplitN(stack, " [", 2)[0]
}

func parkedOwn(stack string) bool {
	for _, mark := range []string{"created by testing.", "testing.(*T).Run(", "created by runtime", "os/signal.signal_recv", "os/signal.loop", "runtime.ensureSigM", "runtime.ReadTrace", "runtime/trace."} {
		if strings.Contains(stack, mark) {
			return true
		}
	}
	return false
}
`;

const commonHook = `
var parkedFolder = os.Getenv("${folderVariable}")
var parkedPlace, _ = os.Getwd()

func parkedAfter(m *M) {
	if parkedFolder == "" {
		return
	}
	file, err := os.CreateTemp(parkedFolder, "*.part")
	if err != nil {
		os.Stderr.WriteString("parked: " + err.Error() + "\\n")
		return
	}
	file.WriteString(m.deps.ImportPath() + "\\n" + parkedPlace + "\\n")
	parkedWrite(m, file)
	if file.Close() == nil {
		os.Rename(file.Name(), strings.TrimSuffix(file.Name(), "part")+"txt")
	}
}

const parkedTries = 26
const parkedLongestPause = 100 * time.Millisecond

func parkedPause(try int) {
	pause := time.Microsecond << uint(try)
	if pause > parkedLongestPause {
		pause = parkedLongestPause
	}
	time.Sleep(pause)
}

func parkedStacks() []string {
	for size := 1 << 16; ; size *= 2 {
		text := make([]byte, size)
		if used := runtime.Stack(text, true); used < size {
			// The first frame is the caller.
			return strings.Split(strings.TrimSpace(string(text[:used])), "\\n\\n")[1:]
		}
	}
}
`;
