// Which URLs may name a target, and where its profiles are below them. Everything a fetch asks for is built from here,
// with the URL parser and never by gluing texts: `http://allowed` + `@169.254.169.254` would be another host.
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
 * The pprof root of a target, from its base (`http://app:6060`, `https://app/sub`) or from the root itself
 * (`http://app:6060/debug/pprof`; any path that ends in `pprof`): without user, query and closing slash.
 * `field` is the key that holds the text; no message repeats more of it than the host.
 */
export function readPprofRoot(text: string, field: string): Result<URL> {
  const read = readHttpUrl(text, field);
  if (!read.ok) return read;
  const url = read.value;
  if (url.search !== '' || url.hash !== '') {
    return failSetting(
      field,
      `${field} must end before the "?" or "#": give the base (http://app:6060) or the pprof root (http://app:6060/debug/pprof), Parked adds profile and parameters itself.`,
    );
  }
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const last = segments.at(-1);
  if (segments.at(-2) === 'pprof' && last !== undefined && profileNames.includes(last)) {
    return failSetting(
      field,
      `${field} names a single profile (${last}). Give the pprof root before it, Parked adds the profile itself.`,
    );
  }
  url.pathname = '/' + (last === 'pprof' ? segments : [...segments, 'debug', 'pprof']).join('/');
  return succeed(url);
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
      `${field} carries a user or a password, which every viewer of the data source could read. Remove them from the URL and use basic auth or \`auth\` instead.`,
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

/** The base of a server whose paths Parked adds itself, such as a Prometheus'. */
export function readServerBase(text: string, field: string): Result<URL> {
  const url = readHttpUrl(text, field);
  if (!url.ok || url.value.search + url.value.hash === '') return url;
  return failSetting(
    field,
    `${field} must end before the "?" or "#": give the base of the server (http://host:9090), Parked adds the path.`,
  );
}

/** `host:port` with the port that a URL leaves out: a target's `instance`, and all that messages say of its address. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}
