package main

import (
	"sync"
	"time"
)

func init() {
	starters["locks"] = func() {
		var held sync.Mutex
		held.Lock()
		keep = append(keep, &held)
		go mutexLock(&held)
		go mutexLock(&held)
		go mutexLockDeferred(&held)

		written := &sync.RWMutex{}
		written.Lock()
		go rwMutexRLock(written)
		go rwMutexLockBehindWriter(written)
		go lockerLock(written.RLocker())

		read := &sync.RWMutex{}
		read.RLock()
		go rwMutexLockBehindReader(read)
		waitFor(func() bool { return writerWaits(read) })
		go rwMutexRLockBehindWaitingWriter(read)
		keep = append(keep, written, read)

		group := &sync.WaitGroup{}
		group.Add(1)
		keep = append(keep, group)
		go waitGroupWait(group)
		go waitGroupForgotten()

		cond := sync.NewCond(&sync.Mutex{})
		keep = append(keep, cond)
		go condWait(cond)
		go condWait(cond)

		once := &sync.Once{}
		keep = append(keep, once)
		begun := make(chan struct{})
		go onceDo(once, func() { close(begun); select {} })
		<-begun
		go onceDoBehind(once)

		go lockCycle()
	}
}

func mutexLock(mutex *sync.Mutex) { mutex.Lock() }

func mutexLockDeferred(mutex *sync.Mutex) {
	defer mutex.Unlock()
	mutex.Lock()
}

func rwMutexRLock(mutex *sync.RWMutex) { mutex.RLock() }

func rwMutexLockBehindWriter(mutex *sync.RWMutex) { mutex.Lock() }

func rwMutexLockBehindReader(mutex *sync.RWMutex) { mutex.Lock() }

func rwMutexRLockBehindWaitingWriter(mutex *sync.RWMutex) { mutex.RLock() }

func lockerLock(locker sync.Locker) { locker.Lock() }

func waitGroupWait(group *sync.WaitGroup) { group.Wait() }

func waitGroupForgotten() {
	var group sync.WaitGroup
	group.Add(1)
	group.Wait()
}

func condWait(cond *sync.Cond) {
	cond.L.Lock()
	defer cond.L.Unlock()
	cond.Wait()
}

func onceDo(once *sync.Once, do func()) { once.Do(do) }

func onceDoBehind(once *sync.Once) { once.Do(func() {}) }

// lockCycle has two goroutines wait for each other's lock.
func lockCycle() {
	var a, b sync.Mutex
	a.Lock()
	go func() {
		b.Lock()
		a.Lock()
	}()
	time.Sleep(50 * time.Millisecond)
	b.Lock()
}

// writerWaits says whether a writer already stands between the reader and whoever reads next.
func writerWaits(mutex *sync.RWMutex) bool {
	entered := make(chan struct{})
	go func() {
		mutex.RLock()
		close(entered)
		mutex.RUnlock()
	}()
	select {
	case <-entered:
		return false
	case <-time.After(20 * time.Millisecond):
		return true
	}
}

func waitFor(done func() bool) {
	for !done() {
		time.Sleep(time.Millisecond)
	}
}
