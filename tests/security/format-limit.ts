// A bound as people write it: `16 MiB`, `5 min`, `20,000`.

export function formatLimit({ value, unit }: { readonly value: number; readonly unit: string }): string {
  if (unit === 'ms') return value % 60_000 === 0 ? `${value / 60_000} min` : `${value / 1_000} s`;
  if (unit === 'items') return value.toLocaleString('en-US');
  const steps = ['bytes', 'KiB', 'MiB', 'GiB'];
  let size = value;
  while (size % 1024 === 0 && size >= 1024 && steps.length > 1) {
    size /= 1024;
    steps.shift();
  }
  return `${size.toLocaleString('en-US')} ${steps[0]}`;
}
