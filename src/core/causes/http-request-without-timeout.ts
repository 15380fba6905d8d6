// A request that is never answered, with nothing to stop the wait.
import { isStreamOfHttp2 } from './http-body-not-closed.ts';
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const httpRequestWithoutTimeout: Cause = {
  id: 'http-request-without-timeout',
  name: 'An HTTP request without a timeout',
  looksLike:
    'Goroutines in `select` under `net/http.(*persistConn).roundTrip` or `(*Transport).getConn`, called by own code.',
  excerpt: `goroutine 42 [select]:
net/http.(*persistConn).roundTrip(…)
	net/http/transport.go:2911
net/http.(*Transport).roundTrip(…)
	net/http/transport.go:704
net/http.(*Transport).RoundTrip(…)
	net/http/roundtrip.go:33
net/http.send(…)
	net/http/client.go:264
	… 5 frames …
example.com/shop/weather.Ask.func1()
	example.com/shop/weather/weather.go:10
created by example.com/shop/weather.Ask in goroutine 1
	example.com/shop/weather/weather.go:9
`,
  why: '`http.Get` and a plain `http.Client{}` wait for an answer as long as the server keeps the connection. With `MaxConnsPerHost` the requests behind it wait as well.',
  fix: 'Give the client a `Timeout`, or every request a context with a deadline: `http.NewRequestWithContext(ctx, …)`.',
  example: {
    package: 'weather',
    imports: ['context', 'net/http', 'net/http/httptest', 'time'],
    before: `// Ask fetches the forecast in the background.
func Ask(url string) {
	go func() {
		response, err := http.Get(url) // Waits as long as the server likes.
		if err == nil {
			response.Body.Close()
		}
	}()
}
`,
    after: `// Ask fetches the forecast in the background.
func Ask(url string) {
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	go func() {
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			response.Body.Close()
		}
	}()
}
`,
    support: `var server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
	<-r.Context().Done()
}))
`,
    drive: `Ask(server.URL)`,
    cleanup: `http.DefaultClient.CloseIdleConnections()`,
    waitsIn: 'example.com/shop/weather.Ask.func',
    proven: false,
  },
  prevention: [
    'The linter `noctx` finds requests without a context.',
    'A test against a server that never answers.',
    "The runtime's leak profile misses it: an answer could still come.",
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    // The transport's own goroutine for the same request. An unread body keeps it as well.
    if (clues.own === '') return clues.names.some(isStreamOfHttp2) ? certain * 0.3 : null;
    const waits = [
      'net/http.(*persistConn).roundTrip',
      'net/http.(*Transport).getConn',
      'net/http.(*http2ClientConn).roundTrip',
    ];
    const http2 = ['golang.org/x/net/http2.(*ClientConn).roundTrip', 'net/http/internal/http2.(*ClientConn).roundTrip'];
    if (includesFunction(clues.library, ...waits, ...http2)) return certain;
    return clues.library.some((name) => name.startsWith('net/http.(*Client)')) ? certain * 0.5 : null;
  },
};
