// Removes the request's secrets from a server's text before it is logged. Servers may echo what they were sent,
// especially when they refuse a request.
import type { NamedAuth } from '../../core/query/settings.ts';

/** Shorter secrets are left alone: they would match parts of ordinary words. */
const minLength = 6;
/** Replaces each secret. */
const mark = '[redacted]';

/** Returns `text` without the secret in any encoding: plain, JSON, URL, or base64 with the user name. */
export function blackOut(text: string, auth: NamedAuth | undefined): string {
  if (auth === undefined || auth.secret.length < minLength) return text;
  const { secret, user } = auth;
  const written = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    ...[secret, `${user}:${secret}`].map((one) => Buffer.from(one, 'utf8').toString('base64').replace(/=+$/, '')),
  ];
  // The longest form goes first, because one form may be the beginning of another.
  const forms = [...new Set(written)].sort((a, b) => b.length - a.length);
  return forms.reduce((safe, form) => safe.replaceAll(form, mark), text);
}
