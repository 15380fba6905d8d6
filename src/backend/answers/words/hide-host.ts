// Problems in words that do not say which host has them: messages that any Viewer reads.
export function hideHost(message: string, ...hosts: readonly string[]): string {
  const hidden = hosts.reduce((text, host) => (host === '' ? text : text.replaceAll(host, 'the target')), message);
  return hidden.charAt(0).toUpperCase() + hidden.slice(1);
}
