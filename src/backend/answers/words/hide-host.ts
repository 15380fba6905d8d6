// Removes hosts from messages for users who may not edit the data source.

/** Replaces every host with `word`. */
export function hideHosts(message: string, hosts: readonly string[], word: string): string {
  // A longer name may contain a shorter one.
  const longestFirst = hosts.filter((host) => host !== '').sort((a, b) => b.length - a.length);
  const hidden = longestFirst.reduce((text, host) => text.replaceAll(host, word), message);
  return hidden.charAt(0).toUpperCase() + hidden.slice(1);
}

/** Removes the host from a target's own problem. */
export function hideHost(message: string, ...hosts: readonly string[]): string {
  return hideHosts(message, hosts, 'the target');
}
