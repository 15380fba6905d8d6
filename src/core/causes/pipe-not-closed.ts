// A pipe within the process whose other end is no longer used.
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const pipeNotClosed: Cause = {
  id: 'pipe-not-closed',
  name: 'One end of a pipe is left open',
  looksLike:
    'Goroutines in `select` under `io.(*pipe).write` or `io.(*pipe).read` (`io.Pipe`), or under `net.(*pipe)` (`net.Pipe`).',
  excerpt: `goroutine 42 [select]:
io.(*pipe).write(…)
	io/pipe.go:86
io.(*PipeWriter).Write(…)
	io/pipe.go:161
encoding/json.(*Encoder).Encode(…)
	encoding/json/stream.go:233
example.com/shop/archive.Store.func1()
	example.com/shop/archive/archive.go:20
created by example.com/shop/archive.Store in goroutine 1
	example.com/shop/archive/archive.go:19
`,
  why: 'A write to a pipe waits until the other side has read it all, a read until something is written. The other side returned, on an error most likely, without closing its end.',
  fix: 'Both sides close their end on every way out: `defer reader.Close()`, `defer writer.Close()`; `CloseWithError` tells the other side why.',
  example: {
    package: 'archive',
    imports: ['encoding/json', 'errors', 'io'],
    given: `func upload(body io.Reader) error {
	if _, err := io.ReadFull(body, make([]byte, 4)); err != nil {
		return err
	}
	return errors.New("the store is full")
}
`,
    before: `// Store encodes items while they are uploaded.
func Store(items []string) error {
	reader, writer := io.Pipe()
	go func() {
		writer.CloseWithError(json.NewEncoder(writer).Encode(items))
	}()
	return upload(reader) // When it fails, nobody reads the rest.
}
`,
    after: `// Store encodes items while they are uploaded.
func Store(items []string) error {
	reader, writer := io.Pipe()
	defer reader.Close() // Ends the write.
	go func() {
		writer.CloseWithError(json.NewEncoder(writer).Encode(items))
	}()
	return upload(reader)
}
`,
    drive: `_ = Store([]string{"lamp", "chair"})`,
    waitsIn: 'example.com/shop/archive.Store.func',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in a test in which the reader fails.',
    "The runtime's leak profile proves it when nothing else holds the pipe.",
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    const ends = ['io.(*pipe).write', 'io.(*pipe).read', 'net.(*pipe).write', 'net.(*pipe).read'];
    if (includesFunction(clues.library, ...ends)) return certain;
    return null;
  },
};
