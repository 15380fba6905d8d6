// `past`: servers that knew the targets before Parked did. They are only read.
import * as v from 'valibot';
import { compileMatchers } from '../label-matcher.ts';
import type { Matcher } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import { checkAuth } from './settings-named-auth.ts';
import { conditions, definePart, text } from './settings-part.ts';
import { readServerBase } from './settings-url.ts';

/** A Prometheus gives `go_goroutines` of a target over days, a Pyroscope its goroutine profiles. */
export interface PastSource {
  readonly type: 'prometheus' | 'pyroscope';
  /** The base of the server, without a closing slash or the path of its API. */
  readonly url: string;
  /** Name of an entry of `auth`. */
  readonly auth: string | undefined;
  /** The tenant header (`X-Scope-OrgID`); undefined: none is sent. */
  readonly tenant: string | undefined;
  /** Conditions on the labels of the server's series. */
  readonly match: readonly Matcher[];
}

const entryShape = v.strictObject(
  {
    type: v.picklist(['prometheus', 'pyroscope'], 'must be "prometheus" or "pyroscope".'),
    url: text,
    auth: v.nullish(text),
    tenant: v.nullish(text),
    match: conditions,
  },
  'must be an object with type, url, auth, tenant and match.',
);

export const pastPart = definePart({
  entries: { past: v.nullish(v.array(entryShape, 'must be a list.'), []) },
  read({ past }, { authNames }): Result<{ readonly past: readonly PastSource[] }> {
    const list: PastSource[] = [];
    for (const [index, { type, url, auth, tenant, match }] of past.entries()) {
      const field = `past[${index}]`;
      const base = readServerBase(url, `${field}.url`);
      if (!base.ok) return base;
      const named = checkAuth(auth, `${field}.auth`, authNames);
      if (!named.ok) return named;
      const matches = compileMatchers(match, `${field}.match`);
      if (!matches.ok) return matches;
      list.push({
        type,
        url: url.trim().replace(/\/+$/, ''),
        auth: named.value,
        tenant: tenant?.trim() || undefined,
        match,
      });
    }
    return succeed({ past: list });
  },
});
