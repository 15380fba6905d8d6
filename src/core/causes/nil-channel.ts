// A channel that was never made.
import type { Cause } from './model.ts';

export const nilChannel: Cause = {
  id: 'nil-channel',
  name: 'The channel is nil',
  looksLike: 'Goroutines in `chan receive (nil chan)` or `chan send (nil chan)`.',
  excerpt: `goroutine 42 [chan receive (nil chan)]:
example.com/shop/alarm.(*Alarm).Arm.func1()
	example.com/shop/alarm/alarm.go:15
created by example.com/shop/alarm.(*Alarm).Arm in goroutine 1
	example.com/shop/alarm/alarm.go:14
`,
  why: 'A send to or a receive from a nil channel blocks for ever, by definition of the language. The field or variable was declared, and `make` was forgotten on this way. One such goroutine is proof.',
  fix: 'Make the channel where its owner is made, in the constructor. In a `select`, where a nil channel switches a case off on purpose, leave another case that can end the wait.',
  example: {
    package: 'alarm',
    imports: ['time'],
    given: `// Alarm rings once it is set off.
type Alarm struct {
	off chan struct{}
}

// Arm waits for the alarm in the background.
func (a *Alarm) Arm(ring func()) {
	go func() {
		<-a.off
		ring()
	}()
}
`,
    before: `// New returns an alarm that goes off after a while.
func New(after time.Duration) *Alarm {
	a := &Alarm{} // off is nil.
	time.AfterFunc(after, func() {
		if a.off != nil {
			close(a.off)
		}
	})
	return a
}
`,
    after: `// New returns an alarm that goes off after a while.
func New(after time.Duration) *Alarm {
	a := &Alarm{off: make(chan struct{})}
	time.AfterFunc(after, func() { close(a.off) })
	return a
}
`,
    drive: `New(time.Millisecond).Arm(func() {})`,
    waitsIn: 'example.com/shop/alarm.(*Alarm).Arm.func',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in any test that takes this way.',
    "The runtime's leak profile lists every one of them, and so does the state itself.",
  ],
  sharePercent: null,
  howCommon: 'No published figure; most are found in the first test.',
  weigh: (clues) => (clues.operation === 'nil chan' ? 300 : null),
};
