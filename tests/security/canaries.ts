// Secrets that can be recognised wherever they turn up, and however they are spelled there.

export interface Canary {
  /** The secrets in the settings. */
  readonly secret: string;
  /** The part that no spelling of text changes. */
  readonly core: string;
}

/** 32 characters, different for each `number`; those around the core change in JSON and in URLs. */
export function makeCanary(number: number): Canary {
  const core = `c4n4ry${String(number).padStart(4, '0')}Zq7Xw2Vb9Kt`;
  return { secret: `+"/%${core}=&'\\?~!`, core };
}

/** How each of them is spelled in `bytes`, if it is. Empty: none is there. */
export function findCanaries(bytes: Buffer, canaries: readonly Canary[]): readonly string[] {
  return canaries.flatMap(({ core }) =>
    format(core).flatMap(([how, form]) => (bytes.includes(form) ? [`${core} ${how}`] : [])),
  );
}

function format(core: string): readonly (readonly [string, string | Buffer])[] {
  const aligned = [0, 1, 2].map((lead) => {
    const whole = Buffer.concat([Buffer.alloc(lead, 0x20), Buffer.from(core)]).toString('base64');
    // The encoding at both ends depends on the neighbouring bytes as well.
    return whole.slice(lead === 0 ? 0 : 4, -4);
  });
  return [
    ['as it is', core],
    ['as UTF-16', Buffer.from(core, 'utf16le')],
    ['in hexadecimal', Buffer.from(core).toString('hex')],
    ['reversed', [...core].reverse().join('')],
    ...[...new Set(aligned)].flatMap((form) => [['in base64', form] as const]),
  ];
}
