package main

func init() {
	starters["deep"] = func() {
		ch := make(chan int)
		keep = append(keep, ch)
		go recurse(ch, 60)
		go recurse(ch, 200)
		go recurse(ch, 5000)
		go even(ch, 150)
	}
}

//go:noinline
func recurse(ch chan int, depth int) int {
	if depth == 0 {
		return <-ch
	}
	return recurse(ch, depth-1) + 1
}

//go:noinline
func even(ch chan int, depth int) int {
	if depth == 0 {
		return <-ch
	}
	return odd(ch, depth-1) + 1
}

//go:noinline
func odd(ch chan int, depth int) int {
	if depth == 0 {
		return <-ch
	}
	return even(ch, depth-1) - 1
}
