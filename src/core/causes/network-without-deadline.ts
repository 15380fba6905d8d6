// A read or write on a connection whose peer has gone silent.
import { includesFunction, includesPackage } from './names.ts';
import { multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const networkWithoutDeadline: Cause = {
  id: 'network-without-deadline',
  name: 'Waits for the network without a deadline',
  looksLike:
    'Goroutines in `IO wait` under `net.(*conn).Read` or `Write` that the own code called, websockets included.',
  excerpt: `goroutine 42 [IO wait]:
internal/poll.runtime_pollWait(…)
	runtime/netpoll.go:351
internal/poll.(*pollDesc).wait(…)
	internal/poll/fd_poll_runtime.go:84
internal/poll.(*pollDesc).waitRead(…)
	internal/poll/fd_poll_runtime.go:89
internal/poll.(*FD).Read(…)
	internal/poll/fd_unix.go:165
	… 3 frames …
example.com/shop/terminal.Serve(…)
	example.com/shop/terminal/terminal.go:12
created by example.com/shop/terminal.Drive in goroutine 1
	example.com/shop/terminal/support.go:28
`,
  why: 'A peer that is gone without a word (power, a firewall that forgets) never ends a read. Without a deadline the goroutine and its connection stay until the process ends.',
  fix: 'Set a deadline before each read and write (`conn.SetReadDeadline`), with a heartbeat where silence is normal (`SetPongHandler` for websockets); close the connection on every way out.',
  example: {
    package: 'terminal',
    imports: ['bufio', 'net', 'time'],
    before: `// Serve reads orders from a till.
func Serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() { // A till that was unplugged never says so.
	}
}
`,
    after: `// Serve reads orders from a till.
func Serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for {
		_ = conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
		if !lines.Scan() {
			return
		}
	}
}
`,
    support: `var listener, listenErr = net.Listen("tcp", "127.0.0.1:0")

var peers []net.Conn

func connect() net.Conn {
	if listenErr != nil {
		panic(listenErr)
	}
	near, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		panic(err)
	}
	peers = append(peers, near)
	far, err := listener.Accept()
	if err != nil {
		panic(err)
	}
	return far
}
`,
    drive: `go Serve(connect())`,
    waitsIn: 'example.com/shop/terminal.Serve',
    proven: false,
  },
  prevention: [
    'In review: every read and write on a connection has a deadline, or a heartbeat that closes it.',
    "The runtime's leak profile does not look at I/O. Growth, and the number of open files, are the signs.",
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    // The resolver looks up names in its own goroutine, and the caller waits for it.
    if (clues.operation === 'select' && clues.library.some((name) => name.startsWith('net.(*Resolver)'))) return 60;
    if (clues.operation !== 'io' && clues.operation !== 'other') return null;
    if (clues.operation === 'other' && !includesPackage(clues.names, 'internal/poll', 'net')) return null;
    const accepts = includesFunction(clues.names, 'net.(*netFD).accept', 'internal/poll.(*FD).Accept');
    return multiply(60, [clues.own === '', 0.3], [accepts, 0.05]);
  },
};
