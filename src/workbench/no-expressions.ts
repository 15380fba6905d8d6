// Replaces re2js in the page. The page queries dumps by fingerprint and state only, and re2js would be a sixth of its
// size.

export class RE2JSException extends Error {}

export const RE2JS = {
  compile(): never {
    throw new Error('The page compiles no regular expressions: the server does.');
  },
};
