// Which URLs may name a target, and where its profiles are below them. All fetched URLs are built here with the URL
// parser, never by joining texts: `http://allowed` + `@169.254.169.254` would be another host.
import { succeed, type Result } from '../problem.ts';
import { failSetting } from './settings-problem.ts';

const profileNames = [
  'goroutine',
  'goroutineleak',
  'heap',
  'allocs',
  'profile',
  'block',
  'mutex',
  'threadcreate',
  'trace',
];

/**
 * The pprof root of a target, without user, query and closing slash. Takes its base (`http://app:6060`,
 * `https://app/sub`) or the root itself (`http://app:6060/debug/pprof`, or any path that ends in `pprof`). `field` is
 * the key that holds the text. Messages repeat only its host.
 */
export function readPprofRoot(text: string, field: string): Result<URL> {
  const read = readTargetUrl(text, field);
  if (!read.ok) return read;
  const url = read.value;
  if (url.search !== '' || url.hash !== '') {
    return failSetting(
      field,
      `${field} must end before the "?" or "#": give the base (http://app:6060) or the pprof root ` +
        '(http://app:6060/debug/pprof), Parked adds profile and parameters itself.',
    );
  }
  const segments = pathOn(url)
    .split('/')
    .filter((segment) => segment !== '');
  const last = segments.at(-1);
  if (segments.at(-2) === 'pprof' && last !== undefined && profileNames.includes(last)) {
    return failSetting(
      field,
      `${field} names a single profile (${last}). Give the pprof root before it: Parked adds the name of the profile.`,
    );
  }
  return succeed(withPath(url, '/' + (last === 'pprof' ? segments : [...segments, 'debug', 'pprof']).join('/')));
}

/**
 * An address of a target: an http or https URL, or a Unix socket (`unix:///run/app.sock`,
 * `unix:///run/app.sock:/path`).
 */
export function readTargetUrl(text: string, field: string): Result<URL> {
  const trimmed = text.trim();
  if (!trimmed.startsWith('unix:')) return readHttpUrl(trimmed, field);
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  const socket = url && trimmed.startsWith('unix:///') ? socketOf(url) : undefined;
  if (url === undefined || socket === undefined || !/^\/[^\0]*[^/\0]$/.test(socket)) {
    return failSetting(
      field,
      `${field} is not the path of a Unix socket. Write it as unix:///run/app/pprof.sock, with a path after a ` +
        'colon if need be: unix:///run/app/pprof.sock:/debug/pprof.',
    );
  }
  return succeed(url);
}

/** The path of the Unix socket that a URL names; undefined where it names a host. */
export function socketOf(url: URL): string | undefined {
  if (url.protocol !== 'unix:') return undefined;
  const socket = url.pathname.split(':', 1)[0] ?? '';
  try {
    return decodeURIComponent(socket);
  } catch {
    return socket;
  }
}

/** The path to request from the server that a URL names. */
export function pathOn(url: URL): string {
  if (url.protocol !== 'unix:') return url.pathname;
  const colon = url.pathname.indexOf(':');
  return colon < 0 ? '/' : url.pathname.slice(colon + 1);
}

/** The same server with another path, without parameters. `path` begins with a slash. */
export function withPath(url: URL, path: string): URL {
  const other = new URL(url.href);
  other.pathname = url.protocol === 'unix:' ? `${url.pathname.split(':', 1)[0] ?? ''}:${path}` : path;
  other.search = '';
  other.hash = '';
  return other;
}

/** Whether two URLs name the same server, so that credentials of the one may be sent to the other. */
export function isSameServer(one: URL, other: URL): boolean {
  return one.protocol === other.protocol && hostAndPort(one) === hostAndPort(other);
}

/** An http or https URL with a host and without credentials. */
export function readHttpUrl(text: string, field: string): Result<URL> {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return failSetting(field, `${field} is not a URL. Write it as http://host:port or https://host:port.`);
  }
  if (url.username !== '' || url.password !== '') {
    return failSetting(
      field,
      `${field} carries a user or a password, which every viewer of the data source could read. Remove them from the URL and use credentials instead.`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return failSetting(
      field,
      `${field} begins with neither http:// nor https://, and Parked reads profiles over no other protocol. Write it as http://host:port.`,
    );
  }
  if (url.hostname === '') return failSetting(field, `${field} has no host. Write it as http://host:port.`);
  return succeed(url);
}

/** The base of a server to which Parked adds paths, such as a Prometheus server. */
export function readServerBase(text: string, field: string, read = readHttpUrl): Result<URL> {
  const url = read(text, field);
  if (!url.ok || url.value.search + url.value.hash === '') return url;
  return failSetting(
    field,
    `${field} must end before the "?" or "#": give the base of the server (http://host:9090), Parked adds the path.`,
  );
}

/**
 * `host:port`, including a default port, or the path of a socket. It is a target's `instance`, and all that messages
 * show of its address.
 */
export function hostAndPort(url: URL): string {
  const socket = socketOf(url);
  if (socket !== undefined) return socket;
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}
