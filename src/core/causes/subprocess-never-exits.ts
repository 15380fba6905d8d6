// A child process that does not end.
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const subprocessNeverExits: Cause = {
  id: 'subprocess-never-exits',
  name: 'A child process never ends',
  looksLike:
    'Goroutines in `syscall` under `os.(*Process).Wait`, or in `chan receive` and `IO wait` under `os/exec.(*Cmd)`: copying output that has no end.',
  excerpt: `goroutine 42 [syscall]:
syscall.Syscall6(…)
	syscall/syscall_linux.go:96
internal/syscall/unix.Waitid(…)
	internal/syscall/unix/waitid_linux.go:18
os.(*Process).pidfdWait.func1(…)
	os/pidfd_linux.go:108
os.ignoringEINTR(…)
	os/file_posix.go:263
	… 3 frames …
os/exec.(*Cmd).Wait(…)
	os/exec/exec.go:930
created by example.com/shop/thumbnail.Convert in goroutine 1
	example.com/shop/thumbnail/thumbnail.go:18
`,
  why: 'The command waits for input that nobody sends, or hangs. Even after it is killed, `Wait` goes on while a grandchild keeps its output open.',
  fix: 'Start it with `exec.CommandContext` and a context with a deadline, and set `cmd.WaitDelay`, which also ends the copying of output.',
  example: {
    package: 'thumbnail',
    imports: ['context', 'io', 'os/exec', 'time'],
    before: `// Convert feeds a picture to a program.
func Convert(picture string) error {
	cmd := exec.Command("cat")
	input, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() // The program reads until its input is closed, which nobody does.
	_, err = io.WriteString(input, picture)
	return err
}
`,
    after: `// Convert feeds a picture to a program.
func Convert(picture string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	cmd := exec.CommandContext(ctx, "cat")
	cmd.WaitDelay = time.Second
	input, err := cmd.StdinPipe()
	if err != nil {
		cancel()
		return err
	}
	defer input.Close()
	if err := cmd.Start(); err != nil {
		cancel()
		return err
	}
	go func() {
		defer cancel()
		_ = cmd.Wait()
	}()
	_, err = io.WriteString(input, picture)
	return err
}
`,
    drive: `_ = Convert("a picture")`,
    waitsIn: 'os/exec.(*Cmd).Wait',
    proven: false,
  },
  prevention: [
    'In review: no `exec.Command` in a server, only `exec.CommandContext`.',
    '`goleak.VerifyNone(t)` finds it only where the stack does not end in a system call.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (includesFunction(clues.names, 'os.(*Process).Wait', 'os.(*Process).wait', 'os.(*Process).blockUntilWaitable'))
      return certain;
    const started = clues.names.some((name) => name.startsWith('os/exec.(*Cmd)'));
    if (started) return certain;
    return clues.operation === 'syscall' && !clues.names.includes('os/signal.signal_recv') ? 5 : null;
  },
};
