// A response whose body nobody closes keeps its connection, and two goroutines.
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const httpBodyNotClosed: Cause = {
  id: 'http-body-not-closed',
  name: 'Response bodies are not closed',
  looksLike:
    'Pairs of goroutines in `select` under `net/http.(*persistConn).readLoop` and `(*persistConn).writeLoop`; over HTTP/2 in `select` under `(*http2clientStream).doRequest`.',
  excerpt: `goroutine 42 [select]:
net/http.(*persistConn).readLoop(…)
	net/http/transport.go:2450
created by net/http.(*Transport).dialConn in goroutine 1
	net/http/transport.go:1994
`,
  why: 'The transport waits until the body is read to its end or closed before it uses the connection again. A body that is neither holds the connection and its two goroutines, and the next request opens another.',
  fix: '`defer response.Body.Close()` right behind the check of the error, also when only the status matters. Read the rest (`io.Copy(io.Discard, response.Body)`) to have the connection used again.',
  example: {
    package: 'probe',
    imports: ['fmt', 'net/http', 'net/http/httptest', 'strings'],
    before: `// Ping returns the status of a page.
func Ping(url string) (int, error) {
	response, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, nil // The body stays open.
}
`,
    after: `// Ping returns the status of a page.
func Ping(url string) (int, error) {
	response, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	return response.StatusCode, nil
}
`,
    support: `var server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprint(w, strings.Repeat("a page ", 1000))
}))
`,
    drive: `_, _ = Ping(server.URL)`,
    cleanup: `http.DefaultClient.CloseIdleConnections()`,
    waitsIn: 'net/http.(*persistConn).readLoop',
    proven: false,
  },
  prevention: [
    'The linter `bodyclose` finds most of them.',
    '`goleak.VerifyNone(t)` in a test with a server from `httptest`; call `client.CloseIdleConnections()` first.',
    "The runtime's leak profile misses them: the transport can still be reached.",
  ],
  sharePercent: null,
  howCommon: 'No published figure; a classic of programs that call other services.',
  weigh: (clues) => {
    const loops = ['net/http.(*persistConn).readLoop', 'net/http.(*persistConn).writeLoop'];
    if (includesFunction(clues.names, ...loops)) return clues.operation === 'io' ? certain * 0.15 : certain;
    return clues.names.some((name) => isStreamOfHttp2(name)) && clues.own === '' ? certain : null;
  },
};

/** The same code exists in the standard library and in golang.org/x/net/http2. */
export function isStreamOfHttp2(name: string): boolean {
  return (
    name.startsWith('net/http.(*http2clientStream)') ||
    name.startsWith('golang.org/x/net/http2.(*clientStream)') ||
    name.startsWith('net/http/internal/http2.(*clientStream)')
  );
}
