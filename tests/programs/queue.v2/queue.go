// Package queue has dots in its path, which Go's symbol names escape.
package queue

// Queue hands values from producers to consumers.
type Queue struct{ items chan int }

// New makes a queue without room.
func New() *Queue { return &Queue{items: make(chan int)} }

// Pop waits for a value.
func (q *Queue) Pop() int { return <-q.items }

// Start waits for a value in a goroutine of the package's own.
func (q *Queue) Start() { go q.Pop() }

// Each calls do for each value.
func (q *Queue) Each(do func(int)) {
	for item := range q.items {
		do(item)
	}
}
