// Command reaper stands for a supervisor that takes in orphans: a subreaper, as systemd's user manager, containerd's shim
// and many init programs of containers are. It starts a shell, the host, which starts the command it was given and waits,
// says on standard error which process the shell is, and stays until it has no children left.
//
// Usage: reaper COMMAND
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

const prSetChildSubreaper = 36

func main() {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0); errno != 0 {
		fmt.Fprintln(os.Stderr, "prctl:", errno)
		os.Exit(3)
	}
	host := exec.Command("/bin/sh", "-c", `"$0" & wait`, os.Args[1])
	host.Stdout, host.Stderr = os.Stdout, os.Stderr
	if err := host.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	fmt.Fprintf(os.Stderr, "{\"host\":%d}\n", host.Process.Pid)
	for {
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(-1, &status, 0, nil); err == syscall.ECHILD {
			return
		}
	}
}
