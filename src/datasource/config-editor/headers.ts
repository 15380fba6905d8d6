// Custom headers: `httpHeaderName1` with the secret `httpHeaderValue1`, 2, 3, … A header keeps its number, because
// Grafana keeps the secret under that number. Renumbering would send a secret under another header's name.
import type { Options } from './options.ts';

interface HeaderEntry {
  readonly name: string;
  readonly configured: boolean;
}

interface TypedHeader extends HeaderEntry {
  readonly value: string;
}

const nameKey = 'httpHeaderName';
const valueKey = 'httpHeaderValue';

export function listHeaders(options: Options): HeaderEntry[] {
  return listNumbers(options).map((number) => ({
    name: readName(options, number),
    configured: options.secureJsonFields[`${valueKey}${number}`] ?? false,
  }));
}

/** `headers` is the whole list of the form, in order. */
export function replaceHeaders(options: Options, headers: readonly TypedHeader[]): Options {
  const before = listNumbers(options);
  const free = new Set(before);
  const numbers = headers.map((header) => {
    const number = before.find((one) => free.has(one) && readName(options, one) === header.name);
    if (number !== undefined) free.delete(number);
    return number;
  });
  let highest = Math.max(0, ...before);
  const jsonData: Record<string, unknown> = { ...options.jsonData };
  const secureJsonData = { ...options.secureJsonData };
  const secureJsonFields = { ...options.secureJsonFields };
  for (const [index, header] of headers.entries()) {
    // A renamed header keeps its number, unless another header has it.
    const inPlace = headers.length === before.length && free.has(before[index] ?? 0) ? before[index] : undefined;
    const number = numbers[index] ?? inPlace ?? ++highest;
    free.delete(number);
    jsonData[`${nameKey}${number}`] = header.name;
    secureJsonFields[`${valueKey}${number}`] = header.configured;
    if (!header.configured) secureJsonData[`${valueKey}${number}`] = header.value;
  }
  for (const number of free) {
    delete jsonData[`${nameKey}${number}`];
    secureJsonData[`${valueKey}${number}`] = '';
    secureJsonFields[`${valueKey}${number}`] = false;
  }
  return { ...options, jsonData, secureJsonData, secureJsonFields };
}

function listNumbers({ jsonData }: Options): number[] {
  return Object.keys(jsonData)
    .filter((key) => key.startsWith(nameKey))
    .map((key) => Number(key.slice(nameKey.length)))
    .sort((a, b) => a - b);
}

function readName({ jsonData }: Options, number: number): string {
  return String((jsonData as Record<string, unknown>)[`${nameKey}${number}`] ?? '');
}
