package main

import (
	"os/exec"
	"runtime"
	"syscall"
)

func init() {
	starters["command"] = func() { go commandWait() }
}

// commandWait waits for a child that dies with this program, however that ends: only Linux has such a thing.
func commandWait() {
	command := exec.Command("sleep", "600")
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // the child dies with the thread that started it
	check(command.Start())
	command.Wait()
}
