// Fetches a profile through the plugin and hands it to the browser as a file.
import type { TimeRange } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { ParkedQuery } from './query.ts';

export type DownloadFormat = 'pprof' | 'folded' | 'text';

export const downloadFormats: readonly {
  readonly format: DownloadFormat;
  readonly label: string;
  readonly description: string;
  readonly ending: string;
}[] = [
  { format: 'pprof', label: 'pprof', description: 'For go tool pprof', ending: 'pb.gz' },
  {
    format: 'folded',
    label: 'Folded stacks',
    description: 'One line a stack, for flame graph tools',
    ending: 'folded',
  },
  { format: 'text', label: 'Text', description: 'Stacks to read and to send', ending: 'txt' },
];

/** Throws an `Error` in the backend's words. */
export async function downloadProfile(
  uid: string,
  format: DownloadFormat,
  query: ParkedQuery,
  range: TimeRange | undefined,
): Promise<void> {
  const params: Record<string, string> = { format, query: JSON.stringify(query) };
  if (range) Object.assign(params, { from: String(range.from.valueOf()), to: String(range.to.valueOf()) });
  const url = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/download`;
  const fetched = getBackendSrv().fetch<Blob>({ url, params, responseType: 'blob', showErrorAlert: false });
  const { data } = await lastValueFrom(fetched).catch(async (error: unknown) => {
    throw new Error(await readReason(error));
  });
  const ending = downloadFormats.find((one) => one.format === format)?.ending ?? format;
  saveFile(data, `goroutines.${ending}`);
}

function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The answer to a failed request is a blob as well. */
async function readReason(error: unknown): Promise<string> {
  const data = typeof error === 'object' && error !== null ? (error as { data?: unknown }).data : undefined;
  const text = data instanceof Blob ? await data.text() : JSON.stringify(data ?? {});
  try {
    const message: unknown = (JSON.parse(text) as { message?: unknown }).message;
    if (typeof message === 'string') return message;
  } catch {
    // Not the plugin's own words; those of a proxy are of no use here.
  }
  return 'The backend gave no reason.';
}
