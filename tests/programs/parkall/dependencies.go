//go:build !offline
// +build !offline

package main

import (
	"context"

	"golang.org/x/sync/errgroup"
	"gopkg.in/yaml.v3"
)

func init() {
	starters["dependencies"] = func() {
		ch := make(chan int)
		keep = append(keep, ch)
		errGroup(ch)
		go yamlCallback(ch)
	}
}

func errGroup(ch chan int) {
	group, ctx := errgroup.WithContext(context.Background())
	for member := 0; member < 2; member++ {
		group.Go(func() error {
			<-ch
			return ctx.Err()
		})
	}
	go errGroupWait(group)
}

func errGroupWait(group *errgroup.Group) { group.Wait() }

// blocking is a value that yaml asks to decode itself, and that never does.
type blocking struct{ ch chan int }

func (b *blocking) UnmarshalYAML(*yaml.Node) error {
	<-b.ch
	return nil
}

func yamlCallback(ch chan int) {
	yaml.Unmarshal([]byte("a: 1"), &blocking{ch})
}
