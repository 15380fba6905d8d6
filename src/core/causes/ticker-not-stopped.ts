// A periodic worker that is never stopped.
import { discountLibrary, isReceive, isSelect, multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const tickerNotStopped: Cause = {
  id: 'ticker-not-stopped',
  name: 'A ticker that goes on for ever',
  looksLike:
    'Goroutines in `chan receive` or `select` in a periodic worker (`refresh`, `heartbeat`). They wake up now and then, so none of them has waited for long.',
  excerpt: `goroutine 42 [chan receive]:
example.com/shop/session.(*Session).renew(…)
	example.com/shop/session/session.go:20
created by example.com/shop/session.Start in goroutine 1
	example.com/shop/session/session.go:15
`,
  why: "Work that repeats has no end of its own. Often `ticker.Stop()` is called and thought to be enough: it stops the ticks, but it doesn't close the channel, and the goroutine that ranges over it waits for ever.",
  fix: 'Give the worker a way out beside its ticks: a `select` with `ctx.Done()` or a channel that `Close` closes.',
  example: {
    package: 'session',
    imports: ['time'],
    before: `// Session renews itself until it ends.
type Session struct {
	ticker *time.Ticker
}

// Start begins a session.
func Start() *Session {
	s := &Session{ticker: time.NewTicker(time.Minute)}
	go s.renew()
	return s
}

func (s *Session) renew() {
	for range s.ticker.C { // Stop does not close C.
	}
}

// End ends the session.
func (s *Session) End() { s.ticker.Stop() }
`,
    after: `// Session renews itself until it ends.
type Session struct {
	ended chan struct{}
}

// Start begins a session.
func Start() *Session {
	s := &Session{ended: make(chan struct{})}
	go s.renew()
	return s
}

func (s *Session) renew() {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-s.ended:
			return
		}
	}
}

// End ends the session.
func (s *Session) End() { close(s.ended) }
`,
    drive: `Start().End()`,
    waitsIn: 'example.com/shop/session.(*Session).renew',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` behind `Close` or `End`.',
    'In review: `for range ticker.C` has no way out; only programs that end with the process may have one.',
    "The runtime's leak profile sees it only once the ticker is stopped.",
  ],
  sharePercent: 3,
  howCommon: '3 % of leaks in one published table.',
  weigh: (clues) => {
    if (!isReceive(clues) && !isSelect(clues)) {
      return clues.operation === 'sleep' ? multiply(3, [clues.periodic, 2]) : null;
    }
    const base = discountLibrary(clues) * 3;
    const { source } = clues;
    if (source !== undefined && source.receives.length > 0) {
      if (!source.receives.includes('timer')) return null;
      return multiply(
        base * 30,
        [source.receives.includes('context'), 0.2],
        [source.receives.includes('quit'), 0.2],
        [source.timeAfter, 0.2],
      );
    }
    return multiply(
      base,
      [clues.twoValueReceive, 2],
      [clues.twoValueReceive === false, 0.7],
      [clues.periodic, 5],
      [clues.longWait, 0.2],
      // A goroutine that a ticker still wakes is reachable, so the leak profile does not list it.
      [(clues.leaked ?? 0) > 0, 0.5],
      [clues.leaked === 0, 2],
    );
  },
};
