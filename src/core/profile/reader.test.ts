import { createProfileReader, looksGzipped, readProfiles } from './reader.ts';
import { profileBytes } from './testing/profile-bytes.ts';
import { profileOf, readText } from './testing/read.ts';

const encoder = new TextEncoder();
const dump = 'goroutine 1 [select]:\nmain.f()\n\t/x.go:1 +0x1\n\n';
const protobuf = profileBytes({ samples: [{ values: [2], stack: ['main.f'] }] });

describe('createProfileReader', () => {
  it.each([
    ['a dump', encoder.encode(dump)],
    ['a protobuf', protobuf],
    [
      'a protobuf behind HTTP headers',
      Uint8Array.from([...encoder.encode('HTTP/1.1 200 OK\r\nA: b\r\n\r\n'), ...protobuf]),
    ],
    ['UTF-16 without a mark', Uint8Array.from([...dump].flatMap((char) => [char.charCodeAt(0), 0]))],
    ['big-endian UTF-16 without a mark', Uint8Array.from([...dump].flatMap((char) => [0, char.charCodeAt(0)]))],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, ...[...dump].flatMap((char) => [char.charCodeAt(0), 0])])],
    ['UTF-32', Uint8Array.from([0xff, 0xfe, 0, 0, ...[...dump].flatMap((char) => [char.charCodeAt(0), 0, 0, 0])])],
    ['big-endian UTF-32 without a mark', Uint8Array.from([...dump].flatMap((char) => [0, 0, 0, char.charCodeAt(0)]))],
  ])('reads %s byte by byte as it reads it whole', (_, bytes) => {
    const reader = createProfileReader();
    for (const byte of bytes) reader.push(Uint8Array.of(byte));
    const result = reader.finish();
    expect(result.outcome).toBe('read');
    expect(result).toEqual(readProfiles(bytes));
  });

  it('does not keep hold of a chunk that its caller uses again', () => {
    const reader = createProfileReader();
    const buffer = new Uint8Array(7);
    for (let at = 0; at < protobuf.length; at += 7) {
      const piece = protobuf.subarray(at, at + 7);
      buffer.set(piece);
      reader.push(buffer.subarray(0, piece.length));
    }
    expect(reader.finish()).toEqual(readProfiles(protobuf));
  });

  it('counts short and empty lines, before a profile and in it', () => {
    const { issues } = profileOf(`x\n\n\r\nshort\n${dump}\n\nnot part of it\n`);
    expect(issues).toMatchObject([{ code: 'outside_lines', line: 11 }]);
  });

  it('takes the kind that was asked for where the profile does not say', () => {
    expect(profileOf(dump).kind).toBe('goroutine');
    expect(profileOf(dump, { kind: 'goroutineleak' }).kind).toBe('goroutineleak');
  });

  it('refuses a protobuf beyond the bound', () => {
    expect(readProfiles(protobuf, { bounds: { decompressed: 20 } })).toMatchObject({
      outcome: 'broken',
      issue: { code: 'too_long' },
    });
  });
});

describe('an input that is no goroutine profile', () => {
  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['<!DOCTYPE html><html>', 'html'],
    ['\n<html><head>', 'html'],
    ['heap profile: 1: 2 [3: 4] @ heap/1048576\n', 'heap profile'],
    ['--- contention:\ncycles/second=1\n', 'contention profile'],
    ['threadcreate profile: total 6\n5 @ 0x1\n#\t0x1\tmain.f+0x1\t/x.go:1\n', 'threadcreate profile'],
    ['# HELP go_goroutines Number\n', 'metrics page'],
    ['Unknown profile\n', 'unknown profile answer'],
    ['seconds and debug params are incompatible\n', 'refused request'],
    ['{"a": 1}', 'json'],
    ['"main" #1 prio=5\n   java.lang.Thread.State: RUNNABLE\n\tat a.b.C.d(C.java:3)\n', 'java thread dump'],
    ['Thread 0x00007f (most recent call first):\n  File "a.py", line 3 in f\n', 'python dump'],
    ['OS Thread Id: 0x1a2b (0)\n', '.net dump'],
    ['Error: x\n    at f (/src/a.js:3:4)\n', 'javascript trace'],
    ['Type: cpu\nTime: now\n', 'other pprof text'],
    ['{"version":1,"flamebearer":{"names":["total"]}}', 'flame graph json'],
    ['{"$schema":"https://www.speedscope.app/file-format-schema.json"}', 'flame graph json'],
    ['digraph "shop" {\nN1 [label="runtime"]\n}\n', 'picture'],
    ['{"header":{"nodejsVersion":"v20"}}', 'node report'],
    ["a.rb:3:in 'f': boom (RuntimeError)\n\tfrom a.rb:9:in 'g'\n", 'ruby trace'],
    ['Exception in thread "main" x\n\tat a.b.C.d(C.java:3)\n', 'java trace'],
    ['Unhandled exception. X\n   at A.B.Main(String[] args) in /src/B.cs:line 12\n', '.net dump'],
    ['Sigdump at 2026-01-02 03:04:05 +0000 process 7 (ruby)\n', 'ruby trace'],
    ['=erl_crash_dump:0.5\n', 'erlang dump'],
    ['** (RuntimeError) x\n    (shop 0.1.0) lib/shop.ex:12: Shop.main/1\n', 'erlang dump'],
    ['PHP Fatal error:  Uncaught Exception: x\n', 'php trace'],
    ['==7==ERROR: AddressSanitizer: heap-use-after-free\n    #0 0x4 in main /src/a.c:12\n', 'sanitizer report'],
    ['[ 1234.5] Call Trace:\n[ 1234.5]  <TASK>\n', 'kernel trace'],
    ['TID 7:\n#0  0x00007f epoll_wait\n', 'thread backtraces'],
    ['/debug/pprof/\nTypes of profiles available:\nCount\tProfile\n5\tgoroutine\n', 'pprof index'],
    ['boom\nmain.f\n\t/src/main.go:12\nmain.main\n\t/src/main.go:20\n', 'stack trace of an error'],
    ['Thread 2 (Thread 0x7f8b LWP 8):\n#0  runtime.futex () at /src/sys.s:558\n', 'thread backtraces'],
    ['\x7fELF\x02\x01', 'core file or program'],
    ['H4sIAAAAAAAAA0vPLy3KzyvOTFUwBAC3b2pvCwAAAA==', 'base64 of gzip'],
    ['goroutine  7       [chan  send]:\nmain.f()\n/x.go:1     +0x1\n', 'columns drawn apart'],
    ['goroutine  profile:  total  2\n2          @         0x1\n', 'columns drawn apart'],
    [':]tceles[ 7 enituorog\n)(f.niam\n1x0+ 1:og.x/\t\n', 'lines written backwards'],
    ['00000000: 676f 726f 7574 696e 6520 3720 5b73 656c  goroutine 7 [sel\n', 'hex dump'],
    ['00000000  67 6f 72 6f 75 74 69 6e  65 20 37 20 5b 73 65 6c  |goroutine 7 [sel|\n', 'hex dump'],
    ['{\\rtf1\\ansi\\f0 goroutine 7 [select]:\\par\nmain.f()\\par\n}', 'rich text'],
    ['BZh91AY&SY', 'bzip2'],
    ['panic: nobody printed a goroutine\n', 'unknown'],
    ['hello', 'unknown'],
  ])('%j is named %s', (text, looksLike) => {
    expect(readText(text)).toMatchObject({ outcome: 'unrecognised', looksLike });
  });

  it('is still compressed', () => {
    const gzip = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
    expect(looksGzipped(gzip)).toBe(true);
    expect(looksGzipped(encoder.encode(dump))).toBe(false);
    expect(readProfiles(gzip)).toMatchObject({ outcome: 'unrecognised', looksLike: 'gzip' });
  });

  it('always comes with a sentence that says what to do', () => {
    const result = readText('hello');
    expect(result.outcome === 'unrecognised' && result.hint).toMatch(/Send \/debug\/pprof\/goroutine/);
  });
});
