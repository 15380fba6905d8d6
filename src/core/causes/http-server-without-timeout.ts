// Connections to a server whose clients send nothing.
import { includesFunction } from './names.ts';
import { certain, multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const httpServerWithoutTimeout: Cause = {
  id: 'http-server-without-timeout',
  name: 'A server without timeouts',
  looksLike: 'Goroutines in `IO wait` whose outermost frame is `net/http.(*conn).serve`, without a frame of a handler.',
  excerpt: `goroutine 42 [IO wait]:
internal/poll.runtime_pollWait(…)
	runtime/netpoll.go:351
internal/poll.(*pollDesc).wait(…)
	internal/poll/fd_poll_runtime.go:84
internal/poll.(*pollDesc).waitRead(…)
	internal/poll/fd_poll_runtime.go:89
internal/poll.(*FD).Read(…)
	internal/poll/fd_unix.go:165
	… 10 frames …
net/http.(*conn).serve(…)
	net/http/server.go:1989
created by net/http.(*Server).Serve in goroutine 1
	net/http/server.go:3464
`,
  why: 'The server keeps one goroutine a connection. A client that connects and sends nothing, or keeps its connection for later and disappears, keeps the goroutine: without `ReadHeaderTimeout` and `IdleTimeout` for ever.',
  fix: 'Set `ReadHeaderTimeout` and `IdleTimeout` on every `http.Server`; `http.ListenAndServe` has neither.',
  example: {
    package: 'kiosk',
    imports: ['net', 'net/http', 'time'],
    before: `// Serve answers on a listener.
func Serve(listener net.Listener) error {
	return http.Serve(listener, http.NotFoundHandler()) // Waits for headers as long as it takes.
}
`,
    after: `// Serve answers on a listener.
func Serve(listener net.Listener) error {
	server := &http.Server{
		Handler:           http.NotFoundHandler(),
		ReadHeaderTimeout: 200 * time.Millisecond,
		IdleTimeout:       time.Minute,
	}
	return server.Serve(listener)
}
`,
    support: `var listener = listen()

var silent []net.Conn

func listen() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go Serve(l)
	return l
}

func visit() {
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		panic(err)
	}
	silent = append(silent, conn)
}
`,
    drive: `visit()`,
    waitsIn: 'net/http.(*conn).serve',
    proven: false,
  },
  prevention: [
    'The linter `gosec` (G112, G114) finds servers without timeouts.',
    'Watch the number of open connections beside that of goroutines.',
    "The runtime's leak profile does not look at I/O.",
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (clues.own !== '') return null;
    if (clues.operation !== 'io') return clues.names.some(isHttp2Loop) ? certain : null;
    const serves = [
      'net/http.(*conn).serve',
      'net/http.(*connReader).backgroundRead',
      'net/http.(*http2serverConn).readFrames',
    ];
    const http2 = [
      'golang.org/x/net/http2.(*serverConn).readFrames',
      'net/http/internal/http2.(*serverConn).readFrames',
    ];
    if (!includesFunction(clues.names, ...serves, ...http2)) return null;
    return multiply(certain, [includesFunction(clues.names, 'net/http.(*connReader).backgroundRead'), 0.5]);
  },
};

/** With HTTP/2, one goroutine reads a connection and another waits for what it reads. */
function isHttp2Loop(name: string): boolean {
  return (
    name === 'net/http.(*http2serverConn).serve' ||
    name === 'net/http/internal/http2.(*serverConn).serve' ||
    name === 'golang.org/x/net/http2.(*serverConn).serve'
  );
}
