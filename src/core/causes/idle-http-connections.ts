// Idle connections of clients that are not used again.
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const idleHttpConnections: Cause = {
  id: 'idle-http-connections',
  name: 'Idle HTTP connections pile up',
  looksLike:
    'Pairs of goroutines under `net/http.(*persistConn)`: `readLoop` in `IO wait`, which is what an idle connection looks like, and `writeLoop` in `select`. Over HTTP/2 one `readLoop` in `IO wait` a connection.',
  excerpt: `goroutine 42 [IO wait]:
internal/poll.runtime_pollWait(…)
	runtime/netpoll.go:351
internal/poll.(*pollDesc).wait(…)
	internal/poll/fd_poll_runtime.go:84
internal/poll.(*pollDesc).waitRead(…)
	internal/poll/fd_poll_runtime.go:89
internal/poll.(*FD).Read(…)
	internal/poll/fd_unix.go:165
	… 5 frames …
net/http.(*persistConn).readLoop(…)
	net/http/transport.go:2330
created by net/http.(*Transport).dialConn in goroutine 1
	net/http/transport.go:1994
`,
  why: 'Each `http.Transport` keeps connections for later. A transport made anew for every request is never asked again, and without `IdleConnTimeout` its connections stay until the server closes them.',
  fix: 'Make one `http.Client` and share it: it is safe for many goroutines. Where a transport has to end, call `CloseIdleConnections`; always set `IdleConnTimeout`.',
  example: {
    package: 'rates',
    imports: ['io', 'net/http', 'net/http/httptest'],
    before: `// Fetch reads the rate of exchange.
func Fetch(url string) error {
	client := &http.Client{Transport: &http.Transport{}} // A pool for one request.
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
`,
    after: `var client = &http.Client{Transport: http.DefaultTransport}

// Fetch reads the rate of exchange.
func Fetch(url string) error {
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
`,
    support: `var server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, "1.09")
}))
`,
    drive: `_ = Fetch(server.URL)`,
    cleanup: `http.DefaultClient.CloseIdleConnections()`,
    waitsIn: 'net/http.(*persistConn).readLoop',
    proven: false,
  },
  prevention: [
    '`goleak.VerifyNone(t)` behind `http.DefaultClient.CloseIdleConnections()`.',
    'In review: no `http.Transport{}` inside a function that serves a request.',
    "The runtime's leak profile does not look at I/O.",
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    const reads = [
      'net/http.(*persistConn).readLoop',
      'net/http.(*http2ClientConn).readLoop',
      'golang.org/x/net/http2.(*ClientConn).readLoop',
    ];
    if (includesFunction(clues.names, ...reads, 'net/http/internal/http2.(*ClientConn).readLoop')) {
      return clues.operation === 'io' ? certain : certain * 0.1;
    }
    return includesFunction(clues.names, 'net/http.(*persistConn).writeLoop') ? certain * 0.6 : null;
  },
};
