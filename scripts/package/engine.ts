// The parts of Bun's runtime, which every executable of Parked contains. Bun's npm packages list no parts, so the list
// is kept here. Versions come from Bun itself if it reports them.
import { spawnSync } from 'node:child_process';

/** A part of the runtime. `license` is an SPDX expression; `home` has the source, and the notices of its authors. */
export interface EnginePart {
  readonly name: string;
  readonly license: string;
  readonly home: string;
  /** Its key in `process.versions` of Bun. */
  readonly versionKey?: string;
}

export const engineParts: readonly EnginePart[] = [
  {
    name: 'JavaScriptCore (WebKit)',
    license: 'LGPL-2.1-or-later AND BSD-2-Clause',
    home: 'https://github.com/oven-sh/WebKit',
    versionKey: 'webkit',
  },
  {
    name: 'BoringSSL',
    license: 'Apache-2.0 AND ISC AND OpenSSL',
    home: 'https://boringssl.googlesource.com/boringssl',
    versionKey: 'boringssl',
  },
  { name: 'TinyCC', license: 'LGPL-2.1-or-later', home: 'https://github.com/oven-sh/tinycc', versionKey: 'tinycc' },
  {
    name: 'uWebSockets',
    license: 'Apache-2.0',
    home: 'https://github.com/uNetworking/uWebSockets',
    versionKey: 'uwebsockets',
  },
  { name: 'uSockets', license: 'Apache-2.0', home: 'https://github.com/uNetworking/uSockets', versionKey: 'usockets' },
  { name: 'c-ares', license: 'MIT', home: 'https://github.com/c-ares/c-ares', versionKey: 'ares' },
  { name: 'ICU', license: 'Unicode-3.0', home: 'https://github.com/unicode-org/icu', versionKey: 'icu' },
  { name: 'SQLite', license: 'blessing', home: 'https://sqlite.org', versionKey: 'sqlite' },
  { name: 'llhttp', license: 'MIT', home: 'https://github.com/nodejs/llhttp', versionKey: 'llhttp' },
  {
    name: 'libarchive',
    license: 'BSD-2-Clause',
    home: 'https://github.com/libarchive/libarchive',
    versionKey: 'libarchive',
  },
  { name: 'libdeflate', license: 'MIT', home: 'https://github.com/ebiggers/libdeflate', versionKey: 'libdeflate' },
  { name: 'lol-html', license: 'BSD-3-Clause', home: 'https://github.com/cloudflare/lol-html', versionKey: 'lolhtml' },
  { name: 'ls-hpack', license: 'MIT', home: 'https://github.com/litespeedtech/ls-hpack', versionKey: 'lshpack' },
  { name: 'ls-qpack', license: 'MIT', home: 'https://github.com/litespeedtech/ls-qpack' },
  { name: 'lsquic', license: 'MIT AND BSD-3-Clause', home: 'https://github.com/litespeedtech/lsquic' },
  { name: 'mimalloc', license: 'MIT', home: 'https://github.com/microsoft/mimalloc', versionKey: 'mimalloc' },
  {
    name: 'picohttpparser',
    license: 'MIT',
    home: 'https://github.com/h2o/picohttpparser',
    versionKey: 'picohttpparser',
  },
  { name: 'zlib-ng', license: 'Zlib', home: 'https://github.com/zlib-ng/zlib-ng', versionKey: 'zlib' },
  { name: 'Zstandard', license: 'BSD-3-Clause', home: 'https://github.com/facebook/zstd', versionKey: 'zstd' },
  { name: 'Brotli', license: 'MIT', home: 'https://github.com/google/brotli' },
  { name: 'simdutf', license: 'Apache-2.0', home: 'https://github.com/simdutf/simdutf' },
  { name: 'Highway', license: 'Apache-2.0', home: 'https://github.com/google/highway' },
  { name: 'base64', license: 'BSD-2-Clause', home: 'https://github.com/aklomp/base64' },
  { name: 'libuv (Windows only)', license: 'MIT', home: 'https://github.com/libuv/libuv' },
  {
    name: 'libjpeg-turbo',
    license: 'IJG AND BSD-3-Clause AND Zlib',
    home: 'https://github.com/libjpeg-turbo/libjpeg-turbo',
  },
  { name: 'libspng', license: 'BSD-2-Clause', home: 'https://github.com/randy408/libspng' },
  { name: 'libwebp', license: 'BSD-3-Clause', home: 'https://chromium.googlesource.com/webm/libwebp' },
  { name: 'uucode', license: 'MIT', home: 'https://github.com/jacobsandlund/uucode' },
  { name: 'TigerBeetle (parts)', license: 'Apache-2.0', home: 'https://github.com/tigerbeetle/tigerbeetle' },
  {
    name: 'LLVM libc++abi (parts)',
    license: 'Apache-2.0 WITH LLVM-exception',
    home: 'https://github.com/llvm/llvm-project',
  },
  { name: 'esbuild (ported)', license: 'MIT', home: 'https://github.com/evanw/esbuild' },
  { name: 'acorn', license: 'MIT', home: 'https://github.com/acornjs/acorn' },
  { name: 'Node.js and its browser polyfills', license: 'MIT', home: 'https://github.com/nodejs/node' },
];

export const bunHome = 'https://github.com/oven-sh/bun';

/** Versions and commits as Bun reports them. Throws if Bun cannot be started. */
export function askBunVersions(bun: string): Readonly<Record<string, string>> {
  const { status, stdout, stderr } = spawnSync(bun, ['-e', 'console.log(JSON.stringify(process.versions))'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${bun} did not tell its versions: ${stderr}`);
  return JSON.parse(stdout) as Record<string, string>;
}
