// Guesses the module of a package from the import path alone, for programs that do not show where a module ends.

/** Hosts whose modules are host, owner and name. Those of other hosts are host and name. */
const threePartHosts: ReadonlySet<string> = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'golang.org']);

/** `github.com/shop/cart` for `github.com/shop/cart/store`, and `shop` for `shop/cart`, which names no host. */
export function guessModule(path: string): string {
  const elements = path.split('/');
  const [host = ''] = elements;
  if (!host.includes('.')) return host;
  return elements.slice(0, threePartHosts.has(host) ? 3 : 2).join('/');
}
