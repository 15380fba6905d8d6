// Fetches a profile through the plugin and hands it to the browser as a file.
import type { TimeRange } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { ParkedQuery } from './query.ts';

export type DownloadFormat = 'pprof' | 'folded' | 'text' | 'json';

export const downloadFormats: readonly {
  readonly format: DownloadFormat;
  readonly label: string;
  readonly description: string;
}[] = [
  { format: 'pprof', label: 'pprof', description: 'For go tool pprof' },
  { format: 'folded', label: 'Folded stacks', description: 'One line a stack, for flame graph tools' },
  { format: 'text', label: 'Text', description: 'Stacks to read and to send' },
  { format: 'json', label: 'JSON', description: 'Groups as "parked report --json" prints them' },
];

/** Throws an `Error` with the backend's message. */
export async function downloadProfile(
  uid: string,
  format: DownloadFormat,
  query: ParkedQuery,
  range: TimeRange | undefined,
): Promise<void> {
  // Uses POST, so that no link can trigger a dump.
  const data = { format, query, ...(range ? { from: range.from.valueOf(), to: range.to.valueOf() } : {}) };
  const url = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/download`;
  const fetched = getBackendSrv().fetch<Blob>({
    url,
    method: 'POST',
    data,
    responseType: 'blob',
    showErrorAlert: false,
  });
  const { data: file, headers } = await lastValueFrom(fetched).catch(async (error: unknown) => {
    throw new Error(await readReason(error));
  });
  saveFile(file, readFileName(headers.get('Content-Disposition')) ?? `goroutines.${format}`);
}

/** The backend names the file by its content. */
function readFileName(disposition: string | null): string | undefined {
  return /filename="([^"/\\]+)"/.exec(disposition ?? '')?.[1];
}

function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A failed request is answered with a blob too. */
async function readReason(error: unknown): Promise<string> {
  const data = typeof error === 'object' && error !== null ? (error as { data?: unknown }).data : undefined;
  const text = data instanceof Blob ? await data.text() : JSON.stringify(data ?? {});
  try {
    const message: unknown = (JSON.parse(text) as { message?: unknown }).message;
    if (typeof message === 'string') return message;
  } catch {
    // Messages of a proxy are of no use here.
  }
  return 'The backend gave no reason.';
}
