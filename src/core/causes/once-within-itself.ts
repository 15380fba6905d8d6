// A sync.Once whose function comes to the same sync.Once.
import { weighLock } from './lock-clues.ts';
import type { Clues } from './clues.ts';
import type { Cause } from './model.ts';

export const onceWithinItself: Cause = {
  id: 'once-within-itself',
  name: 'A sync.Once is entered again from within',
  looksLike:
    'A goroutine in `sync.Mutex.Lock` under `sync.(*Once).doSlow`, with a second `sync.(*Once).doSlow` further out. Others queue behind it in `doSlow`.',
  excerpt: `goroutine 42 [sync.Mutex.Lock]:
internal/sync.runtime_SemacquireMutex(…)
	runtime/sema.go:95
internal/sync.(*Mutex).lockSlow(0xc00001a0bc)
	internal/sync/mutex.go:149
sync.(*Mutex).Lock(…)
	sync/mutex.go:46
sync.(*Once).doSlow(…)
	sync/once.go:74
sync.(*Once).Do(…)
	sync/once.go:69
example.com/shop/tariffs.(*Table).Load(…)
	example.com/shop/tariffs/tariffs.go:14
example.com/shop/tariffs.(*Table).read(0xc00001a0b0)
	example.com/shop/tariffs/tariffs.go:19
sync.(*Once).doSlow(…)
	sync/once.go:78
sync.(*Once).Do(…)
	sync/once.go:69
example.com/shop/tariffs.(*Table).Load(…)
	example.com/shop/tariffs/tariffs.go:14
created by example.com/shop/tariffs.Drive in goroutine 1
	example.com/shop/tariffs/support.go:6
`,
  why: '`Do` returns only when its function has returned. A function that calls `Do` of the same `sync.Once`, mostly through a getter, waits for itself. `sync.OnceFunc` and `sync.OnceValue` wait the same way, and so do two of them whose functions need each other.',
  fix: 'Let the function of the `sync.Once` use what it has computed so far, not the getter that calls `Do`.',
  example: {
    package: 'tariffs',
    imports: ['sync'],
    before: `// Table holds tariffs.
type Table struct {
	once    sync.Once
	tariffs map[string]int
}

// Load reads the tariffs at the first call.
func (t *Table) Load() map[string]int {
	t.once.Do(t.read)
	return t.tariffs
}

func (t *Table) read() {
	t.tariffs = map[string]int{"euro": len(t.Load())} // Waits for the read that it is part of.
}
`,
    after: `// Table holds tariffs.
type Table struct {
	once    sync.Once
	tariffs map[string]int
}

// Load reads the tariffs at the first call.
func (t *Table) Load() map[string]int {
	t.once.Do(t.read)
	return t.tariffs
}

func (t *Table) read() {
	t.tariffs = map[string]int{"euro": len(t.tariffs)}
}
`,
    drive: `t := &Table{}
go t.Load()`,
    waitsIn: 'example.com/shop/tariffs.(*Table).Load',
    proven: true,
    decidedByDump: true,
  },
  prevention: [
    'Functions of a `sync.Once` are given what they need and call no exported method of the same object.',
    'A test that calls the getter once: the mistake shows at the first call.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => weighLock('once-within-itself', clues, callsOnceTwice(clues) ? 150 : null),
};

function callsOnceTwice({ names }: Clues): boolean {
  return names.filter((name) => name === 'sync.(*Once).doSlow').length > 1;
}
