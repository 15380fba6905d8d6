// Credentials of the settings as the headers that carry them.
import type { NamedAuth, UrlAuth } from '../../core/query/settings.ts';
import type { Endpoint } from './endpoint.ts';

export type Credentials = Pick<Endpoint, 'headers' | 'credentials'>;

export function spellCredentials(auth: UrlAuth | NamedAuth | undefined): Credentials {
  if (auth === undefined) return { headers: {}, credentials: '' };
  if (!('tls' in auth)) {
    switch (auth.type) {
      case 'basic':
        return { headers: { authorization: spellBasic(auth.user, auth.secret) }, credentials: 'basic auth' };
      case 'bearer':
        return { headers: { authorization: `Bearer ${auth.secret}` }, credentials: 'a bearer token' };
      case 'header':
        return { headers: { [auth.header]: auth.secret }, credentials: 'a header' };
    }
  }
  const own = Object.fromEntries(auth.headers);
  if (auth.basic !== undefined) {
    const authorization = spellBasic(auth.basic.user, auth.basic.password);
    return { headers: { ...own, authorization }, credentials: 'basic auth' };
  }
  if (auth.bearer !== undefined) {
    return { headers: { ...own, authorization: `Bearer ${auth.bearer}` }, credentials: 'a bearer token' };
  }
  return { headers: own, credentials: auth.headers.length > 0 ? 'custom headers' : '' };
}

/** By the name that `auth` or `targetAuth` of an entry gives; the settings reader has checked that there is one. */
export function findAuth(auth: readonly NamedAuth[], name: string | undefined): NamedAuth | undefined {
  return name === undefined ? undefined : auth.find((entry) => entry.name === name);
}

function spellBasic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
