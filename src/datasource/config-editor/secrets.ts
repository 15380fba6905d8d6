// The secrets of the form: newly typed ones, and those that Grafana has stored.
import type { Options } from './options.ts';

export function setSecret(options: Options, secret: string, value: string): Options {
  return { ...options, secureJsonData: { ...options.secureJsonData, [secret]: value } };
}

/** Grafana keeps a secret that is not sent, so it must be overwritten with an empty text. */
export function dropSecret(options: Options, secret: string): Options {
  return {
    ...options,
    secureJsonData: { ...options.secureJsonData, [secret]: '' },
    secureJsonFields: { ...options.secureJsonFields, [secret]: false },
  };
}

/** Whether the secret is typed or stored. */
export function hasSecret(options: Options, secret: string): boolean {
  return Boolean(options.secureJsonFields[secret] || options.secureJsonData?.[secret]);
}
