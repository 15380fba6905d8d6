// Common names in Go programs. A name is a hint, never a proof: it changes odds and decides nothing alone.

const workerWords = new Set(
  'run loop work worker consume consumer process processor serve listen drain dispatch dispatcher pump main start monitor'.split(
    ' ',
  ),
);
const periodicWords =
  'tick ticker period interval every refresh renew poll heartbeat keepalive beat cron schedul janitor cleanup clean evict expir flush sweep collect probe sync rotate'.split(
    ' ',
  );
const quitWords = new Set(
  'quit done stop stopped stopc stopch close closed closing closec closech exit shutdown die dying term terminate end ended finish finished cancel cancelled'.split(
    ' ',
  ),
);
const requestLabels = new Set(
  'endpoint handler route path url method http.route http.method http.target request request_id rpc rpc.method grpc.method trace_id traceid span_id controller action operation'.split(
    ' ',
  ),
);

/** `run`, `workerLoop`, `consumeEvents`. */
export function isWorkerLoop(word: string): boolean {
  const parts = splitWords(word);
  return parts.some((part) => workerWords.has(part));
}

/** `refreshCache`, `sendHeartbeat`. */
export function isPeriodic(word: string): boolean {
  const lower = word.toLowerCase();
  return periodicWords.some((part) => lower.includes(part));
}

/** `NewPool`, `newDigest`, `Open`, `StartWatching`, `Dial`. */
export function isConstructor(word: string): boolean {
  const [first = ''] = splitWords(word);
  return ['new', 'open', 'start', 'dial', 'connect', 'make', 'create', 'must'].includes(first);
}

/** The name of a channel that stops a worker: `quit`, `stopCh`, `w.done`. */
export function isQuitChannel(expression: string): boolean {
  const word = expression.slice(expression.lastIndexOf('.') + 1).replace('()', '');
  return splitWords(word).some((part) => quitWords.has(part)) || quitWords.has(word.toLowerCase());
}

export function isRequestLabel(key: string): boolean {
  return requestLabels.has(key.toLowerCase());
}

/** `consumeEvents` → `consume`, `events`. */
function splitWords(word: string): string[] {
  return word
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ');
}
