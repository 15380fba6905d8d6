// Archives for tests.

const encoder = new TextEncoder();

/** A tar of plain files, as `tar --format=ustar` writes it. */
export function packTar(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, bytes]) => {
    const head = new Uint8Array(512);
    head.set(encoder.encode(name));
    head.set(encoder.encode(bytes.length.toString(8).padStart(11, '0')), 124);
    head.set(encoder.encode('0'), 156);
    head.set(encoder.encode('ustar\x0000'), 257);
    const body = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
    body.set(bytes);
    return [head, body];
  });
  return Uint8Array.from([...blocks, new Uint8Array(1024)].flatMap((block) => [...block]));
}
