// Copies to the clipboard and saves files.
import { secondMs } from '../../core/agreed-times.ts';

/** Rejects if the browser forbids it. */
export async function copyText(text: string): Promise<void> {
  // Without TLS, browsers offer no clipboard API except on loopback. The old command still works.
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- absent where the page is not secure
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'hidden';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('The browser does not let this page copy.');
}

export function saveBytes(name: string, content: string | Uint8Array): void {
  const part = typeof content === 'string' ? content : (content as Uint8Array<ArrayBuffer>);
  const url = URL.createObjectURL(new Blob([part], { type: 'application/octet-stream' }));
  saveFrom(name, url);
  setTimeout(() => URL.revokeObjectURL(url), 10 * secondMs);
}

export function saveFrom(name: string, url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
