// The software bill of materials: CycloneDX 1.6, of one platform's package.
import { createHash } from 'node:crypto';
import type { Platform } from '../lib/platforms.ts';
import type { BundledPackage } from './bundled.ts';
import { bunHome, engineParts } from './engine.ts';

export interface BillInput {
  readonly version: string;
  readonly platform: Platform;
  /** RFC 3339; the time of the sources, so that the same sources give the same bill. */
  readonly time: string;
  readonly packages: readonly BundledPackage[];
  readonly bunVersions: Readonly<Record<string, string>>;
  readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
}

export function writeBill({ version, platform, time, packages, bunVersions, files }: BillInput): string {
  const bun = bunVersions['bun'] ?? '';
  const root = `parked-goroutines-datasource@${version}`;
  const engine = engineParts.map(({ name, license, home, versionKey }) => ({
    type: 'library',
    'bom-ref': `bun/${name}`,
    name,
    ...(versionKey === undefined || bunVersions[versionKey] === undefined ? {} : { version: bunVersions[versionKey] }),
    licenses: [{ expression: license }],
    externalReferences: [{ type: 'vcs', url: home }],
  }));
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${nameUuid(`${root} ${platform.go} ${time}`)}`,
    version: 1,
    metadata: {
      timestamp: time,
      component: {
        type: 'application',
        'bom-ref': root,
        name: 'parked-goroutines-datasource',
        version,
        licenses: [{ license: { id: 'Apache-2.0' } }],
        properties: [{ name: 'parked:platform', value: platform.go }],
        components: files.map(({ path, content }) => ({
          type: 'file',
          name: path,
          hashes: [{ alg: 'SHA-256', content: createHash('sha256').update(content).digest('hex') }],
        })),
      },
    },
    components: [
      {
        type: 'framework',
        'bom-ref': `bun@${bun}`,
        name: 'bun',
        version: bun,
        purl: `pkg:npm/${encodeScope(platform.bunPackage)}@${bun}`,
        licenses: [{ license: { id: 'MIT' } }],
        externalReferences: [{ type: 'vcs', url: bunHome }],
        components: engine,
      },
      ...packages.map((one) => ({
        type: 'library',
        'bom-ref': `${one.name}@${one.version}`,
        name: one.name,
        version: one.version,
        purl: `pkg:npm/${encodeScope(one.name)}@${one.version}`,
        licenses: [{ expression: one.license }],
        properties: one.where.map((place) => ({ name: 'parked:bundled-in', value: place })),
      })),
    ],
    dependencies: [
      { ref: root, dependsOn: [`bun@${bun}`, ...packages.map((one) => `${one.name}@${one.version}`)] },
      { ref: `bun@${bun}`, dependsOn: engine.map((part) => part['bom-ref']) },
    ],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

const encodeScope = (name: string): string => name.replace(/^@/, '%40');

/** A UUID (version 8) that depends on nothing but the text. */
function nameUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
