// Stands for re2js in the page: dumps are asked for fingerprints and states there, never for an expression. It would be
// a sixth of what the page loads.

export class RE2JSException extends Error {}

export const RE2JS = {
  compile(): never {
    throw new Error('The page compiles no regular expressions: the server does.');
  },
};
