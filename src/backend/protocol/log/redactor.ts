// Removes secrets from log lines. No code logs secrets on purpose, so this guards against mistakes.

import { makeWellFormed } from './safe-text.ts';

/** Shorter secrets are left alone: they would match parts of ordinary words. */
const minSecretLength = 6;
/** Bounds data sources times secrets. The oldest are dropped first. */
const maxSecrets = 1_000;

interface Redactor {
  /** Adds secrets in all encodings in which they are sent. */
  add(secrets: Iterable<string>): void;
  redact(text: string): string;
}

export function createRedactor(): Redactor {
  const formsOf = new Map<string, readonly string[]>();
  return {
    add: (secrets) => {
      for (const secret of secrets) {
        if (secret.length < minSecretLength || formsOf.has(secret)) continue;
        const oldest = formsOf.size >= maxSecrets ? formsOf.keys().next() : undefined;
        if (oldest && !oldest.done) formsOf.delete(oldest.value);
        formsOf.set(secret, listForms(secret));
      }
    },
    redact: (text) => {
      let safe = text;
      for (const forms of formsOf.values()) {
        for (const form of forms) if (safe.includes(form)) safe = safe.replaceAll(form, '[redacted]');
      }
      return safe;
    },
  };
}

function listForms(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(makeWellFormed(secret));
  const base64 = Buffer.from(secret).toString('base64');
  return [...new Set([secret, json, url, base64, base64.replace(/=+$/, '')])].sort((a, b) => b.length - a.length);
}
