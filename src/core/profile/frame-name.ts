// Whether a name can be a function's. What a log cut in two or a mail client broke must not become one.

const maxNameBytes = 16 * 1024;
/** What closes or separates something begins no name. */
const noOpening = "|)]}:;,+*?!'";

/**
 * Takes what stands before a call's arguments, or behind `created by`. Go's names have a package and a dot, all but `panic` and
 * what cgo makes; the brackets in them close in their order, and no blank stands outside of them. Whatever else they hold is the
 * program's business: a name may be made to look like markup.
 */
export function isFunctionName(name: string): boolean {
  if (name === '' || name.length > maxNameBytes) return false;
  if (noOpening.includes(name[0]!)) return false;
  let round = 0;
  let square = 0;
  let dots = 0;
  for (let at = 0; at < name.length; at++) {
    switch (name[at]) {
      case '(':
        round++;
        break;
      case ')':
        if (--round < 0) return false;
        break;
      case '[':
        square++;
        break;
      case ']':
        if (--square < 0) return false;
        break;
      case '.':
        dots++;
        break;
      case ' ':
      case '\\':
        if (square === 0) return false;
        break;
      default:
        break;
    }
  }
  return round === 0 && square === 0 && (dots > 0 || name === 'panic' || name.startsWith('_cgo'));
}

/**
 * Whether a line without the shape of a call can name a function: C's have no brackets, and a program's own may be made to look odd.
 * What is left of a call that was cut in two cannot.
 */
export function isBareName(line: string): boolean {
  if (line === 'non-Go function') return true;
  if (line === '' || line.length > maxNameBytes || /^[\d|]|[ \t]/.test(line)) return false;
  let round = 0;
  for (const char of line) {
    if (char === '(') round++;
    else if (char === ')' && --round < 0) return false;
  }
  return round === 0 && (!line.includes('(') || line.includes('.'));
}
