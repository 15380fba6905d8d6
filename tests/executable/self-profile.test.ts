// The plugin's own profile shows operators where its time and memory go.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExecutable } from '../support/built-executable.ts';
import { startPlugin } from '../support/plugin-host.ts';

const testWithSignals = process.platform === 'win32' ? test.skip : test;

testWithSignals(
  'SIGUSR2 writes a processor profile and a summary of the heap, and the plugin goes on',
  async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'parked-profiles-')), 'made');
    const host = await startPlugin(buildExecutable(), { profile_dir: folder });
    const list = (end: string) => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(end)) : []);
    try {
      host.kill('SIGUSR2');
      expect(await host.readMetrics()).toContain('parked_queries_total');
      // The second signal ends the profile before its time.
      while (list('.heap.json').length === 0) {
        host.kill('SIGUSR2');
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      const [profile = ''] = list('.cpuprofile').map((name) => join(folder, name));
      expect(statSync(profile).mode & 0o077).toBe(0);
      expect(JSON.parse(readFileSync(profile, 'utf8'))).toMatchObject({
        nodes: expect.any(Array),
        samples: expect.any(Array),
      });
      const [heap = ''] = list('.heap.json').map((name) => join(folder, name));
      const summary = JSON.parse(readFileSync(heap, 'utf8')) as {
        readonly memory: { readonly rss: number };
        readonly objects: object;
      };
      expect(summary.memory.rss).toBeGreaterThan(0);
      expect(Object.keys(summary.objects)).toContain('Function');
      expect(await host.readMetrics()).toMatch(/^parked_memory_bytes\{kind="resident"\} \d+$/m);
    } finally {
      expect(await host.stop()).toBe('shutdown');
      rmSync(join(folder, '..'), { recursive: true });
    }
  },
  120_000,
);
