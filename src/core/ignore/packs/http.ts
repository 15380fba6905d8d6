// Goroutines that HTTP servers and clients keep per connection. Handlers never match, since they have frames of own
// code.
import type { IgnorePack, IgnoreRule } from '../model.ts';

/** HTTP/2 is in net/http (bundled, or from Go 1.27 on in its own package) or in golang.org/x/net. */
const http2: readonly IgnoreRule[] = [
  ['net/http.(*http2ClientConn)', 'net/http.(*http2serverConn)'],
  ['net/http/internal/http2.(*ClientConn)', 'net/http/internal/http2.(*serverConn)'],
  ['golang.org/x/net/http2.(*ClientConn)', 'golang.org/x/net/http2.(*serverConn)'],
].flatMap(([client, server]) => [
  { entry: `${client}.readLoop`, state: 'IO wait', what: 'reads a connection over HTTP/2' },
  { entry: `${server}.readFrames`, what: 'reads a connection over HTTP/2' },
  { any: `${server}.serve`, foreign: true, what: 'serves a connection over HTTP/2' },
]);

export const http: IgnorePack = {
  id: 'http',
  version: 1,
  name: 'HTTP servers and clients',
  rules: [
    { any: 'net/http.(*Server).Serve', state: 'IO wait', what: 'waits for connections' },
    { entry: 'net/http.(*conn).serve', state: 'IO wait', foreign: true, what: 'a connection between two requests' },
    { entry: 'net/http.(*connReader).backgroundRead', what: 'watches the connection of a request' },
    { entry: 'net/http.(*persistConn).readLoop', state: 'IO wait', what: 'an idle connection of a client' },
    // In `select` while an answer is being read. Large numbers mean bodies that nobody closes.
    { entry: 'net/http.(*persistConn).readLoop', maxCount: 20, what: 'an answer is being read' },
    { entry: 'net/http.(*persistConn).writeLoop', what: 'writes the requests of a client' },
    ...http2,
    { entry: 'github.com/valyala/fasthttp.(*workerPool).Start.func1', what: 'ends idle workers of fasthttp' },
    {
      entry: 'github.com/valyala/fasthttp.(*workerPool).workerFunc',
      foreign: true,
      what: 'an idle worker of fasthttp',
    },
    { any: 'github.com/valyala/fasthttp.updateServerDate.func1', what: 'the clock of fasthttp' },
    { any: 'github.com/valyala/fasthttp.(*HostClient).connsCleaner', what: 'ends idle connections of fasthttp' },
  ],
};
