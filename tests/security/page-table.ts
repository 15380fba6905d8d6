// The first table under a heading of a page, as cells.

export function readTable(page: string, heading: string): readonly (readonly string[])[] {
  const [, section = ''] = page.split(new RegExp(`^## ${heading}$`, 'm'));
  const lines = section.split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const rest = lines.slice(first);
  const length = rest.findIndex((line) => !line.startsWith('|'));
  return rest
    .slice(0, length < 0 ? undefined : length)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
    .filter((cells) => !cells.every((cell) => /^:?-+:?$/.test(cell)));
}
