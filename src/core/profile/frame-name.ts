// Decides whether a text can be the name of a function. Broken log lines and wrapped mails must not become frames.

const maxNameBytes = 16 * 1024;
/** No name begins with a closing or separating character. */
const noOpening = "|)]}:;,+*?!'";

/**
 * Takes the text before a call's arguments, or after `created by`. Go names have a package and a dot, except `panic`
 * and what cgo makes. Their brackets are balanced, with no blank outside of them. Nothing else is checked, since a
 * program may use names that look like markup.
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
 * Whether a line without the shape of a call can name a function. C functions have no brackets, and a program may use
 * odd names. The rest of a call that was cut in two is not a name.
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
