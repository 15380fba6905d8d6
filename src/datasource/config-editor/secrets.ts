// Secrets of the form: those just typed, and which of them Grafana keeps already.
import type { Options } from './options.ts';

export function setSecret(options: Options, secret: string, value: string): Options {
  return { ...options, secureJsonData: { ...options.secureJsonData, [secret]: value } };
}

/** Grafana keeps a secret that isn't sent along, so it has to be overwritten with nothing. */
export function dropSecret(options: Options, secret: string): Options {
  return {
    ...options,
    secureJsonData: { ...options.secureJsonData, [secret]: '' },
    secureJsonFields: { ...options.secureJsonFields, [secret]: false },
  };
}

/** Set now or kept already. */
export function hasSecret(options: Options, secret: string): boolean {
  return Boolean(options.secureJsonFields[secret] || options.secureJsonData?.[secret]);
}
