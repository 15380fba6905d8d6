// The files of the workbench's page. They are part of the program, so no file is read by a name from a request.
import { gunzipSync } from 'node:zlib';

interface Asset {
  readonly type: string;
  readonly hash: string;
  readonly gzipped: Uint8Array;
  readonly plain: () => Uint8Array;
}

export type Assets = ReadonlyMap<string, Asset>;

/** Undefined if the program was built without the page. */
export async function loadAssets(): Promise<Assets | undefined> {
  try {
    const { files } = await import('#page');
    return new Map(
      Object.entries(files).map(([path, { type, hash, gzip }]) => {
        const gzipped = Buffer.from(gzip, 'base64');
        return [path, { type, hash, gzipped, plain: () => gunzipSync(gzipped) }];
      }),
    );
  } catch {
    return undefined;
  }
}
