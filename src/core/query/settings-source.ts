// Where the program's source can be opened and read: URL templates, filled with names from stacks. Names from a profile
// are hostile input, so they may only fill a path.
import * as v from 'valibot';
import { succeed, type Result } from '../problem.ts';
import type { Role } from './request.ts';
import { checkAuth } from './settings-named-auth.ts';
import { definePart, optionalText as text, role } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { readHttpUrl } from './settings-url.ts';

interface SourceSettings {
  /** Template of the page to open; undefined where there is none. */
  readonly sourceLink: string | undefined;
  /** Template of the text to read, with its credential; undefined where there is none. */
  readonly sourceRaw: { readonly url: string; readonly auth: string | undefined } | undefined;
  /** Lowest role that may see source lines. */
  readonly sourceRole: Role;
}

const rawShape = v.union(
  [v.string(), v.strictObject({ url: text, auth: v.nullish(v.string()) })],
  'must be a URL template, or an object with url and auth.',
);

export const sourcePart = definePart({
  entries: { sourceLink: text, sourceRaw: v.nullish(rawShape), sourceRole: role },
  read({ sourceLink, sourceRaw, sourceRole }, { authNames }): Result<SourceSettings> {
    const link = readTemplate(sourceLink, 'sourceLink');
    if (!link.ok) return link;
    const raw = typeof sourceRaw === 'string' ? { url: sourceRaw, auth: null } : sourceRaw;
    const field = typeof sourceRaw === 'string' ? 'sourceRaw' : 'sourceRaw.url';
    const template = readTemplate(raw?.url ?? '', field);
    if (!template.ok) return template;
    const auth = checkAuth(raw?.auth || undefined, 'sourceRaw.auth', authNames);
    if (!auth.ok) return auth;
    return succeed({
      sourceLink: link.value,
      sourceRaw: template.value === undefined ? undefined : { url: template.value, auth: auth.value },
      sourceRole,
    });
  },
});

const gaps = ['module', 'version', 'file', 'line'] as const;
const example = 'https://github.com/acme/shop/blob/{version}/{file}#L{line}';

/** Undefined where nothing is set. */
function readTemplate(value: string, field: string): Result<string | undefined> {
  const template = value.trim();
  if (template === '') return succeed(undefined);
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].find(([, name]) => !gaps.some((gap) => gap === name));
  if (unknown) {
    return failSetting(field, `${field} has the gap ${unknown[0]}, and there are {${gaps.join('}, {')}}.`);
  }
  if (!template.includes('{file}')) {
    return failSetting(
      field,
      `${field} has no {file}: every stack would lead to the same page. Write it as ${example}.`,
    );
  }
  const [one, other] = ['a', 'b'].map((word) => readHttpUrl(template.replace(/\{\w+\}/g, word), field));
  if (!one?.ok) return one ?? succeed(undefined);
  if (!other?.ok) return other ?? succeed(undefined);
  if (one.value.origin !== other.value.origin) {
    return failSetting(
      field,
      `${field} has a gap in its host, where a profile could name any host. Gaps belong behind it: ${example}.`,
    );
  }
  return succeed(template);
}
