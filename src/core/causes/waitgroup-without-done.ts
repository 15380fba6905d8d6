// A WaitGroup whose counter never reaches zero.
import { includesPackage } from './names.ts';
import type { Cause } from './model.ts';

export const waitgroupWithoutDone: Cause = {
  id: 'waitgroup-without-done',
  name: 'Done is never called',
  looksLike:
    'Goroutines in `sync.WaitGroup.Wait` (`semacquire` before Go 1.24 in text dumps), under `sync.(*WaitGroup).Wait`.',
  excerpt: `goroutine 42 [sync.WaitGroup.Wait]:
sync.runtime_SemacquireWaitGroup(…)
	runtime/sema.go:114
sync.(*WaitGroup).Wait(…)
	sync/waitgroup.go:206
example.com/shop/catalog.Prepare.func1()
	example.com/shop/catalog/catalog.go:22
created by example.com/shop/catalog.Prepare in goroutine 1
	example.com/shop/catalog/catalog.go:21
`,
  why: 'A goroutine for which `Add` was called returned without `Done`, or never ends. Look for it first: where the one that should call `Done` is stuck, that stack is the leak and this one its shadow. `errgroup` and `WaitGroup.Go` call `Done` themselves, so under them only a function that never returns is left.',
  fix: 'Write `defer wg.Done()` as the first line of the goroutine, or start it with `wg.Go(func() { … })` (Go 1.25).',
  example: {
    package: 'catalog',
    imports: ['sync'],
    before: `func resize(wg *sync.WaitGroup, picture string) {
	if picture == "" {
		return // No Done on this way.
	}
	wg.Done()
}

// Prepare publishes pictures once all are resized.
func Prepare(pictures []string, publish func()) {
	var wg sync.WaitGroup
	for _, picture := range pictures {
		wg.Add(1)
		go resize(&wg, picture)
	}
	go func() {
		wg.Wait()
		publish()
	}()
}
`,
    after: `func resize(wg *sync.WaitGroup, picture string) {
	defer wg.Done()
	if picture == "" {
		return
	}
}

// Prepare publishes pictures once all are resized.
func Prepare(pictures []string, publish func()) {
	var wg sync.WaitGroup
	for _, picture := range pictures {
		wg.Add(1)
		go resize(&wg, picture)
	}
	go func() {
		wg.Wait()
		publish()
	}()
}
`,
    drive: `Prepare([]string{"a", ""}, func() {})`,
    waitsIn: 'example.com/shop/catalog.Prepare.func',
    proven: true,
  },
  prevention: [
    '`go vet` (waitgroup) finds `Add` inside the goroutine; `wg.Go` leaves nothing to forget.',
    '`goleak.VerifyNone(t)` in a test in which one of the goroutines fails.',
    "The runtime's leak profile proves it when nothing else holds the group.",
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (clues.operation === 'waitgroup')
      return includesPackage(clues.library, 'net/http', 'google.golang.org/grpc') ? 30 : 100;
    return clues.operation === 'other' && clues.names.some((name) => name.startsWith('sync.(*WaitGroup)')) ? 60 : null;
  },
};
