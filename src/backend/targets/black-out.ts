// Servers may repeat what they were sent, in a refusal above all: before their words go into a log, what was secret in the
// request is taken out.
import type { NamedAuth } from '../../core/query/settings.ts';

/** Shorter than this, it would stand in half of all words. */
const minLength = 6;
/** What is put in the place of a secret. */
const mark = '[redacted]';

/** `text` without the secret, however it is spelled on the way: as it is, in JSON, in a URL, in base64 with its user. */
export function blackOut(text: string, auth: NamedAuth | undefined): string {
  if (auth === undefined || auth.secret.length < minLength) return text;
  const { secret, user } = auth;
  const spelled = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    ...[secret, `${user}:${secret}`].map((one) => Buffer.from(one, 'utf8').toString('base64').replace(/=+$/, '')),
  ];
  // The longest first: a spelling may begin as another does.
  const forms = [...new Set(spelled)].sort((a, b) => b.length - a.length);
  return forms.reduce((safe, form) => safe.replaceAll(form, mark), text);
}
