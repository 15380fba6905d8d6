// Estimates the size of a regular expression once it is compiled. Repetitions multiply: `(x{1000}){9}` has nine
// thousand steps. The pattern is only scanned, because an expression that is too large must never be compiled.

/** Steps that a class such as `\pL` costs to compile: it has some hundred ranges. */
const classSteps = 64;

/** The number of steps of the compiled program. Never too low for a pattern that RE2 accepts. Takes linear time. */
export function estimateExpressionSize(pattern: string): number {
  /**
   * Sizes of the open groups, outermost first. `total` is the size of the group so far, and `last` that of its last
   * part, which a repetition multiplies.
   */
  const open: { total: number; last: number }[] = [{ total: 1, last: 0 }];
  let at = 0;
  const add = (steps: number): void => {
    const group = open.at(-1)!;
    group.total += group.last;
    group.last = steps;
  };
  while (at < pattern.length) {
    const character = pattern[at]!;
    at++;
    switch (character) {
      case '(':
        open.push({ total: 2, last: 0 });
        break;
      case ')': {
        const closed = open.length > 1 ? open.pop()! : { total: 1, last: 0 };
        add(closed.total + closed.last);
        break;
      }
      case '[': {
        const end = findClassEnd(pattern, at);
        add(/\\p/i.test(pattern.slice(at, end)) ? classSteps : 1);
        at = end;
        break;
      }
      case '\\':
        if (pattern[at] === 'Q') {
          const end = pattern.indexOf('\\E', at);
          const literal = pattern.slice(at + 1, end < 0 ? undefined : end);
          for (let index = 0; index < literal.length; index++) add(1);
          at = end < 0 ? pattern.length : end + 2;
        } else {
          add(/p/i.test(pattern[at] ?? '') ? classSteps : 1);
          at++;
        }
        break;
      case '*':
      case '+':
      case '?':
        // A star on an expression that may be empty takes two steps.
        open.at(-1)!.last += 2;
        break;
      case '{': {
        const bounds = /^(\d{1,5})(,\d{0,5})?\}/.exec(pattern.slice(at, at + 13));
        if (bounds === null) {
          add(1);
          break;
        }
        const least = Number(bounds[1]);
        const most = Number(bounds[2]?.slice(1) || least);
        const group = open.at(-1)!;
        // Each optional copy needs one more step that skips it.
        group.last = group.last * Math.max(1, least, most) + Math.max(1, most - least);
        at += bounds[0].length;
        break;
      }
      case '|':
        // An empty alternative takes a step of its own.
        add(2);
        break;
      default:
        add(1);
    }
  }
  return open.reduce((sum, { total, last }) => sum + total + last, 0);
}

/** The index after the bracket that closes a class. A bracket that comes first is part of the class. */
function findClassEnd(pattern: string, start: number): number {
  let at = start;
  if (pattern[at] === '^') at++;
  if (pattern[at] === ']') at++;
  while (at < pattern.length && pattern[at] !== ']') {
    if (pattern.startsWith('[:', at)) at = Math.max(at, pattern.indexOf(':]', at));
    at += pattern[at] === '\\' ? 2 : 1;
  }
  return Math.min(pattern.length, at + 1);
}
