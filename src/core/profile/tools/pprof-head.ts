// The header of `go tool pprof` reports: `Type: goroutine`.

/** Header lines without information about stacks. */
const head =
  /^(?:File|Build ID|Type|Time|Duration|Showing|Dropped|Active filters|Entering|Main binary|Period|PeriodType|Fetching|Saved|Comment|Doc)\b/;

export function isPprofHead(line: string): boolean {
  return head.test(line) || /^\s+(?:focus|ignore|show|hide)=/.test(line) || line.startsWith('(pprof)');
}

/** Whether a line names goroutines or another type; undefined for any other line. */
export function readPprofType(line: string): 'goroutines' | 'other' | undefined {
  const found = /^Type: (\S+)/.exec(line);
  if (!found) return undefined;
  return found[1] === 'goroutine' || found[1] === 'goroutines' || found[1] === 'goroutineleak' ? 'goroutines' : 'other';
}
