// Formats times and numbers of waits as words.

/** `12 minutes`, `3 hours`, `2.5 days`. */
export function describeMinutes(minutes: number): string {
  if (minutes < 100) return describeAmount(Math.round(minutes), 'minute');
  const hours = minutes / 60;
  return hours < 48 ? describeAmount(roundShort(hours), 'hour') : describeAmount(roundShort(hours / 24), 'day');
}

/** `0.5 a minute`, `12 an hour`, `3 a day`: the unit in which the number is easiest to picture. */
export function describeRate(perMinute: number): string {
  if (perMinute >= 1) return `${describeNumber(perMinute)} a minute`;
  if (perMinute * 60 >= 1) return `${describeNumber(perMinute * 60)} an hour`;
  return `${describeNumber(perMinute * 1_440)} a day`;
}

export function describeAmount(amount: number, noun: string): string {
  return `${describeNumber(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

function describeNumber(value: number): string {
  const rounded = roundShort(value);
  return String(rounded).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** One decimal place below ten. */
const roundShort = (value: number): number => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
