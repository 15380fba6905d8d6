package main

import "runtime"

var turns uint64

func init() {
	starters["spin"] = func() {
		for worker := 0; worker < 3; worker++ {
			go spin()
		}
		go spinYielding()
	}
}

func spin() {
	for sum := uint64(1); sum > 0; sum = sum*31 | 1 {
		turns = sum
	}
}

func spinYielding() {
	for {
		runtime.Gosched()
	}
}
