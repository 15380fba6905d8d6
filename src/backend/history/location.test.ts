import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateHistory } from './location.ts';

const pluginId = 'parked-goroutines-datasource';

function locate(pluginFolder: string | undefined, historyDir?: string) {
  return locateHistory({ historyDir, pluginFolder, pluginId });
}

describe('locateHistory', () => {
  it('takes history_dir', () => {
    expect(locate('/var/lib/grafana/plugins/parked', '/data/parked')).toEqual({
      kind: 'folder',
      folder: '/data/parked',
    });
  });

  it('takes plugin-data beside the plugins folder otherwise', () => {
    const folder = `/var/lib/grafana/plugin-data/${pluginId}`;
    expect(locate('/var/lib/grafana/plugins/parked')).toEqual({ kind: 'folder', folder });
    expect(locate('/var/lib/grafana/plugins/parked/dist')).toEqual({ kind: 'folder', folder });
    expect(locate('/srv/extensions/parked')).toEqual({ kind: 'folder', folder: `/srv/plugin-data/${pluginId}` });
  });

  it('stays in memory where no folder is named', () => {
    expect(locate(undefined)).toMatchObject({ kind: 'memory', notice: { severity: 'warning' } });
  });

  it('never takes a folder inside the plugin, named or linked', () => {
    const root = mkdtempSync(join(tmpdir(), 'parked-location-'));
    try {
      const plugin = join(root, 'plugins/parked');
      mkdirSync(plugin, { recursive: true });
      symlinkSync(plugin, join(root, 'link'));
      for (const inside of [plugin, join(plugin, 'data'), join(root, 'link/data'), join(plugin, '../parked/data')]) {
        expect(locate(plugin, inside).kind).toBe('memory');
      }
      expect(locate(plugin, join(root, 'plugins/parked-data')).kind).toBe('folder');
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('takes no relative folder: nobody knows what it would be relative to', () => {
    expect(locate('/var/lib/grafana/plugins/parked', 'data')).toMatchObject({ kind: 'memory' });
  });
});
