// Finds code in the built plugin that a later React no longer supports.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from './result.ts';

/** Removed in React 19, or created by a bundled React instead of Grafana's. */
const gone: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['ReactDOM.render', /\b[Rr]eactDOM\w*\.(?:render|hydrate|unmountComponentAtNode|createFactory)\b/],
  ['findDOMNode', /\bfindDOMNode\b/],
  ["React's internals", /__SECRET_INTERNALS|__CLIENT_INTERNALS/],
  ['elements made by an inlined react/jsx-runtime', /react\.(?:transitional\.)?element/],
  ['defaultProps', /\bdefaultProps\b/],
  ['propTypes', /\bpropTypes\b/],
  ['the legacy context', /\b(?:contextTypes|childContextTypes|getChildContext)\b/],
  ['createFactory', /\bcreateFactory\b/],
  ['react-dom/test-utils', /react-dom\/test-utils/],
  ['string refs', /\bref:\s*["'`]/],
  ['the ref of an element', /\belement\.ref\b|\bchildren\.ref\b/],
];

/** In every script of the folder of the built plugin. */
export function searchForGone(folder: string): Result {
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const failures = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return gone.flatMap(([what, pattern]) => {
      const found = pattern.exec(text);
      return found ? [`${file} has ${what}: …${text.slice(Math.max(0, found.index - 60), found.index + 60)}…`] : [];
    });
  });
  return { passed: gone.length * files.length - failures.length, failures };
}
