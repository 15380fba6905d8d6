import { findCodePlaces, makeOwnCodeTest } from './own-code.ts';
import { readStackNotation } from './testing/stack-notation.ts';
import { readSymbol } from './symbol.ts';

/** The own-code frames of a profile with these frames. */
function listOwn(stack: string, prefixes: readonly string[] = []): string[] {
  const frames = readStackNotation(stack);
  const isOwn = makeOwnCodeTest(() => findCodePlaces(frames), prefixes);
  return frames.filter((frame) => isOwn(frame, readSymbol(frame.function).package)).map((frame) => frame.function);
}

describe('makeOwnCodeTest', () => {
  test('tells modules from their dependencies and from Go by where files lie', () => {
    expect(
      listOwn(
        'runtime.main@/usr/local/go/src/runtime/proc.go:283 < net/http.(*conn).serve@/usr/local/go/src/net/http/server.go:2 < shop/cart.(*Store).Put@/src/shop/cart/store.go:9 < github.com/acme/lib.F@/root/go/pkg/mod/github.com/acme/lib@v1.2.3/f.go:1 < vendor/golang.org/x/net/http2/hpack.F@/usr/local/go/src/vendor/golang.org/x/net/http2/hpack/f.go:1 < main.main@/src/shop/main.go:1',
      ),
    ).toEqual(['shop/cart.(*Store).Put', 'main.main']);
  });

  test('takes a module that is named like a package of Go for own code when it lies elsewhere', () => {
    expect(
      listOwn(
        'runtime.main@/usr/local/go/src/runtime/proc.go:1 < image/store.Put@/src/image/store/store.go:1 < image/png.Decode@/usr/local/go/src/image/png/reader.go:1',
      ),
    ).toEqual(['image/store.Put']);
  });

  test('works with -trimpath', () => {
    expect(
      listOwn(
        'net/http.(*conn).serve@net/http/server.go:2 < example.com/park/mid.Start.func1@example.com/park/mid/mid.go:3 < github.com/acme/lib.F@github.com/acme/lib@v1.2.3/f.go:1 < main.main@example.com/park/main.go:1',
      ),
    ).toEqual(['example.com/park/mid.Start.func1', 'main.main']);
  });

  test('takes the main module where dependencies lie beside it, as in builds of Debian', () => {
    expect(
      listOwn(
        'sync.(*WaitGroup).Wait@sync/waitgroup.go:139 < golang.org/x/sync/errgroup.(*Group).Wait@golang.org/x/sync/errgroup/errgroup.go:53 < github.com/prometheus/exporter-toolkit/web.ListenAndServe@github.com/prometheus/exporter-toolkit/web/tls_config.go:236 < github.com/prometheus/node_exporter/collector.execute@github.com/prometheus/node_exporter/collector/collector.go:151 < main.main@github.com/prometheus/node_exporter/node_exporter.go:200',
      ),
    ).toEqual(['github.com/prometheus/node_exporter/collector.execute', 'main.main']);
  });

  test('takes the main module below a GOPATH, whose command lies in cmd', () => {
    expect(
      listOwn(
        'github.com/go-kit/log.F@/build/src/github.com/go-kit/log/log.go:1 < github.com/prometheus/prometheus/scrape.F@/build/src/github.com/prometheus/prometheus/scrape/f.go:1 < main.main@/build/src/github.com/prometheus/prometheus/cmd/prometheus/main.go:1',
      ),
    ).toEqual(['github.com/prometheus/prometheus/scrape.F', 'main.main']);
  });

  test('takes the main module where it lies in the module cache, as after go install', () => {
    const cache = '/root/go/pkg/mod';
    const frames = (root: string) =>
      `runtime.main@/usr/local/go/src/runtime/proc.go:283 < github.com/acme/srv/v2/server.(*Client).readLoop@${root}github.com/acme/srv/v2@v2.10.1/server/client.go:3 < github.com/acme/lib.F@${root}github.com/acme/lib@v1.2.3/f.go:1 < main.main@${root}github.com/acme/srv/v2@v2.10.1/main.go:1`;
    const own = ['github.com/acme/srv/v2/server.(*Client).readLoop', 'main.main'];
    expect(listOwn(frames(`${cache}/`))).toEqual(own);
    expect(listOwn(frames(''))).toEqual(own);
  });

  test('takes the workspace that Bazel builds, and not what it fetches', () => {
    const root = '/home/b/.cache/bazel/7/execroot/_main';
    expect(
      listOwn(
        `example.com/shop/cart.F@${root}/cart/f.go:1 < github.com/acme/lib.F@${root}/external/gazelle++acme/f.go:1 < main.main@${root}/cmd/main.go:1`,
      ),
    ).toEqual(['example.com/shop/cart.F', 'main.main']);
  });

  test("takes nothing of Debian's packages of libraries", () => {
    expect(
      listOwn(
        'google.golang.org/grpc.F@/usr/share/gocode/src/google.golang.org/grpc/f.go:1 < main.main@/build/x/src/github.com/acme/srv/cmd/main.go:1',
      ),
    ).toEqual(['main.main']);
  });

  test.each([
    'github.com/you/lib.F@/src/app/vendor/github.com/you/lib/f.go:1',
    'github.com/you/lib.F@vendor/github.com/you/lib/f.go:1',
    'github.com/you/lib.F@external/com_github_you_lib/f.go:1',
    'main._Cfunc_sleep@_cgo_gotypes.go:54',
    'main.main@_testmain.go:49',
    'github.com/you/lib.F',
  ])('does not take %s for own code', (frame) => {
    expect(listOwn(frame)).toEqual([]);
  });

  test('reads Windows paths', () => {
    expect(
      listOwn(
        'net/http.F@C:/Program Files/Go/src/net/http/server.go:2 < image/store.Put@C:/src/image/store/store.go:1',
      ),
    ).toEqual(['image/store.Put']);
  });

  test('lets the settings decide alone, package main aside', () => {
    expect(
      listOwn(
        'shop/cart.F@/src/shop/cart/f.go:1 < github.com/acme/lib.F@/root/go/pkg/mod/github.com/acme/lib@v1.2.3/f.go:1 < github.com/acmeother.F@/x/f.go:1 < main.f@/src/shop/main.go:1',
        ['github.com/acme'],
      ),
    ).toEqual(['github.com/acme/lib.F', 'main.f']);
  });
});
