// The meaning of a URL on the command line: the base of a target, or one of its profiles.
import { existsSync } from 'node:fs';
import type { ProfileKind } from '../core/profile/model.ts';
import type { ProfileForm } from '../backend/service.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';

export interface SourceUrl {
  /** Base or pprof root, without credentials. */
  readonly root: string;
  /** For messages and documents, without credentials. */
  readonly shown: string;
  readonly user: string;
  readonly password: string;
  /** Undefined if the URL names no profile. */
  readonly kind: ProfileKind | undefined;
  readonly form: ProfileForm | undefined;
}

const kinds = ['goroutine', 'goroutineleak'] as const satisfies readonly ProfileKind[];

export function isUrl(source: string): boolean {
  return /^(https?|unix):\/\//i.test(source);
}

/** `localhost:6060` and `shop-1:6060/debug/pprof` are URLs too, unless a file of that name exists. */
export function completeSources(sources: readonly string[]): readonly string[] {
  const address = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\]):\d{1,5}(?:[/?].*)?$/i;
  return sources.map((source) => (address.test(source) && !existsSync(source) ? `http://${source}` : source));
}

export function parseSourceUrl(source: string): SourceUrl {
  if (!URL.canParse(source)) {
    throw new CommandFailure(
      exitStatus.usage,
      'A URL cannot be read. Write it as http://host:port, https://host:port or unix:///run/app.sock.',
    );
  }
  const url = new URL(source);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.hash = '';
  const kind = kinds.find((name) => url.pathname.endsWith(`/pprof/${name}`));
  if (kind === undefined) {
    // Parameters may hold a token. The settings reject them, and they are never shown.
    const shown = url.protocol === 'unix:' ? `unix://${url.pathname}` : `${url.origin}${url.pathname}`;
    return { root: url.href, shown, ...readUser(username, password), kind, form: undefined };
  }
  for (const parameter of url.searchParams.keys()) {
    if (parameter !== 'debug') {
      throw new CommandFailure(
        exitStatus.usage,
        `${url.host}: only the parameter "debug" is understood in the URL of a profile.`,
      );
    }
  }
  const shown = url.href;
  const form = parseForm(url.searchParams.get('debug') ?? '0', url.host);
  url.search = '';
  url.pathname = url.pathname.slice(0, -`/${kind}`.length);
  return { root: url.href, shown, ...readUser(username, password), kind, form };
}

function parseForm(debug: string, host: string): ProfileForm {
  switch (debug) {
    case '0':
      return 0;
    case '1':
      return 1;
    case '2':
      return 2;
    default:
      throw new CommandFailure(exitStatus.usage, `${host}: the parameter "debug" of a profile's URL is 0, 1 or 2.`);
  }
}

function readUser(username: string, password: string): { readonly user: string; readonly password: string } {
  return { user: decode(username), password: decode(password) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
