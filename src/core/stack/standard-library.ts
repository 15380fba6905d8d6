// Which packages come with Go, by the first element of their path. A program's own modules nearly always have a dot
// there. Where one has none, its files are elsewhere (see own-code.ts).

/** Go 1.20 to 1.27. */
const topLevel: ReadonlySet<string> = new Set(
  (
    'archive arena bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go hash ' +
    'html image index internal io iter log maps math mime net os path plugin reflect regexp runtime simd slices sort strconv strings ' +
    'structs sync syscall testing text time unicode unique unsafe uuid weak'
  ).split(' '),
);

/** Whether a package path could belong to Go itself. */
export function looksStandard(path: string): boolean {
  const slash = path.indexOf('/');
  return topLevel.has(slash < 0 ? path : path.slice(0, slash));
}
