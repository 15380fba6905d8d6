// Encodes the frames of a stack as bytes. All programs share the outer and inner ends of stacks, so these are in a
// compression dictionary. A stack then takes about three hundred bytes.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Fingerprint, Stack } from '../../../core/stack/model.ts';
import { Damage } from '../columns/byte-reader.ts';
import { interpretations } from '../../interpretations.ts';

/** A stack without its state. Names are derived again on reading. */
export type StoredStack = Omit<Stack, 'state' | 'system' | 'profiler'>;

type StoredFrame = readonly [functionName: string, file: string, line: number, startLine: number, own: 0 | 1];

interface StackText {
  readonly frames: readonly StoredFrame[];
  readonly key: number;
  readonly main: 0 | 1;
}

/**
 * Part of the file format: a stack can only be decoded with the dictionary that encoded it. The most frequent text is
 * last.
 */
const dictionary = Buffer.from(
  [
    '["os/signal.loop","/usr/local/go/src/os/signal/signal_unix.go",',
    '["time.Sleep","/usr/local/go/src/runtime/time.go",',
    '["internal/poll.(*pollDesc).wait","/usr/local/go/src/internal/poll/fd_poll_runtime.go",',
    '["internal/poll.(*FD).Accept","/usr/local/go/src/internal/poll/fd_unix.go",',
    '["net.(*netFD).Read","/usr/local/go/src/net/fd_posix.go",["net.(*conn).Read","/usr/local/go/src/net/net.go",',
    '["bufio.(*Reader).Peek","/usr/local/go/src/bufio/bufio.go",',
    '["database/sql.(*DB).connectionOpener","/usr/local/go/src/database/sql/sql.go",',
    '["google.golang.org/grpc/internal/transport.(*http2Client).reader",',
    '"/go/pkg/mod/google.golang.org/grpc@v1./internal/transport/http2_client.go",',
    '"/go/pkg/mod/k8s.io/client-go@v0./tools/cache/reflector.go",',
    '"/go/pkg/mod/github.com/',
    '["main.main.func1","/app/main.go",["main.main","/src/main.go",',
    '["golang.org/x/sync/errgroup.(*Group).Go.func1","/go/pkg/mod/golang.org/x/sync@v0./errgroup/errgroup.go",',
    '["context.(*cancelCtx).propagateCancel.func2","/usr/local/go/src/context/context.go",',
    '["sync.(*Mutex).Lock","/usr/local/go/src/sync/mutex.go",["sync.(*WaitGroup).Wait","/usr/local/go/src/sync/waitgroup.go",',
    '["net/http.(*persistConn).readLoop","/usr/local/go/src/net/http/transport.go",["net/http.(*persistConn).writeLoop",',
    '["net/http.HandlerFunc.ServeHTTP","/usr/local/go/src/net/http/server.go",["net/http.(*ServeMux).ServeHTTP",',
    '["net/http.serverHandler.ServeHTTP","/usr/local/go/src/net/http/server.go",',
    '["net/http.(*conn).serve","/usr/local/go/src/net/http/server.go",',
    '{"frames":[["',
    ',0,0],["',
    ',0,1]],"key":0,"main":0}',
  ].join(''),
);

/** Far more than 512 frames with the longest names. */
const maxBytes = 16 * 1024 * 1024;

export function encodeStack(stack: Stack): Uint8Array {
  const frames = stack.frames.map(({ raw, own }): StoredFrame => [
    raw.function,
    raw.file,
    raw.line,
    raw.startLine,
    own ? 1 : 0,
  ]);
  const text: StackText = { frames, key: stack.keyFrame, main: stack.main ? 1 : 0 };
  return deflateRawSync(JSON.stringify(text), { dictionary });
}

/** Throws Damage. */
export function decodeStack(body: Uint8Array, fingerprint: Fingerprint, location: string): StoredStack {
  const { frames, key, main } = readText(body);
  const shown = frames.map(([name, file, line, startLine, own]) => ({
    name: interpretations.symbols.read(name).name,
    raw: { function: name, file, line, startLine },
    own: own === 1,
  }));
  return {
    fingerprint,
    frames: shown,
    ownFrame: shown.findIndex(({ own }) => own),
    keyFrame: key,
    function: shown[key]?.name ?? '',
    location,
    main: main === 1,
  };
}

function readText(body: Uint8Array): StackText {
  try {
    return JSON.parse(inflateRawSync(body, { dictionary, maxOutputLength: maxBytes }).toString()) as StackText;
  } catch (error) {
    throw new Damage('The frames of a stack cannot be read.', { cause: error });
  }
}
