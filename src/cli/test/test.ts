// `parked test`: runs go test with a hook at the end of each package, and holds what its tests left behind against a
// baseline.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IgnoreSettings } from '../../core/ignore/model.ts';
import { exitStatus, usageFailure } from '../exit-status.ts';
import { checkOutputOptions, styleTerminal } from '../options/output.ts';
import type { TestOptions } from '../options/test.ts';
import type { Terminal } from '../terminal.ts';
import { appendSummary } from '../write-summary.ts';
import { compareLeaks, readBaseline, writeBaseline } from './baseline.ts';
import { folderVariable, writeOverlay } from './hook.ts';
import { listGoArguments, runGo } from './run-go.ts';
import { findToolchain, listModules } from './toolchain.ts';

const usualFile = 'parked.yaml';

/** Returns the exit status. Throws a CommandFailure for anything that ends the command early. */
export async function runTest(words: readonly string[], options: TestOptions, terminal: Terminal): Promise<number> {
  checkOutputOptions(options);
  if (options.update && options.baseline === undefined) throw usageFailure('--update needs --baseline FILE.');
  const { packages, flags } = splitWords(words);
  const [ignore, baseline, toolchain] = await Promise.all([
    readIgnore(options.config),
    readKnown(options),
    findToolchain(process.env),
  ]);
  const { version, env, hasLeakProfile } = toolchain;
  const folder = await mkdtemp(join(tmpdir(), 'parked-test-'));
  try {
    const profiles = join(folder, 'profiles');
    await mkdir(profiles);
    const overlay = await writeOverlay(toolchain, join(toolchain.cache, 'parked-overlay'));
    const args = listGoArguments(overlay, packages, flags);
    // Documents go to standard output alone.
    const isDocument = options.json ?? options.markdown ?? options.sarif ?? options.junit ?? options.gitlab ?? false;
    const say = async (line: string) => (isDocument ? terminal.error(line) : terminal.out(`${line}\n`));
    const running = runGo(args, { ...env, [folderVariable]: profiles }, say);
    // Loaded while the tests run.
    const [{ readTestLeaks }, { writeMarkdown, writeTestReport }, ownCode, go] = await Promise.all([
      import('./read-leaks.ts'),
      import('./write-report.ts'),
      options.ownCode ?? listModules(toolchain),
      running,
    ]);
    const found = await readTestLeaks(profiles, { hasLeakProfile, ownCode, ignore });
    const silent = go.tested.filter((path) => !found.packages.includes(path));
    const known = options.update ? found.leaks.map(({ group }) => group) : baseline;
    const compared = compareLeaks(found.leaks, known, found.packages);
    if (options.update && options.baseline !== undefined) {
      await writeBaseline(options.baseline, found.leaks, baseline, found.packages);
    }
    const report = { ...found, ...compared, silent, hasLeakProfile, goVersion: version, baseline: options.baseline };
    await terminal.out(writeTestReport(report, options, styleTerminal(terminal, options)));
    await appendSummary(options, () => writeMarkdown(report, options.limit));
    if (compared.fresh.length > 0) return exitStatus.found;
    return go.status === 0 ? exitStatus.fine : exitStatus.unreadable;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Most modules have no such file, and need no reader for it. */
async function readIgnore(config: string | undefined): Promise<IgnoreSettings> {
  if (config === undefined && !existsSync(usualFile)) return { packs: [], rules: [] };
  const { readIgnoreFile } = await import('./ignore-file.ts');
  return readIgnoreFile(config ?? usualFile);
}

/** The first --update makes the file. */
async function readKnown({ baseline, update }: TestOptions) {
  if (baseline === undefined || (update && !existsSync(baseline))) return [];
  return readBaseline(baseline);
}

/** What begins with a dash stood behind `--`: before it, it would have been an option of parked. */
function splitWords(words: readonly string[]) {
  const at = words.findIndex((word) => word.startsWith('-'));
  return at < 0 ? { packages: words, flags: [] } : { packages: words.slice(0, at), flags: words.slice(at) };
}
