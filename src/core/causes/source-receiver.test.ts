import { readReceiver } from './source-receiver.ts';
import { splitCode } from './source-text.ts';

/** Reads the receiver for the line that ends in `// HERE`. */
function read(text: string) {
  const at = text.split('\n').findIndex((line) => line.endsWith('// HERE'));
  return readReceiver(splitCode(text), at);
}

describe('the expected receiver', () => {
  it('leaves when it can return before it receives', () => {
    const text = `
func Place(bad bool) (int, error) {
	quote := make(chan int)
	go func() {
		quote <- ask() // HERE
	}()
	if bad {
		return 0, errBad
	}
	return <-quote, nil
}`;
    expect(read(text)).toBe('leaves');
  });

  it('leaves when it waits for something else as well', () => {
    const text = `
func Ask(ctx context.Context) int {
	answer := make(chan int)
	go func() {
		answer <- work() // HERE
	}()
	select {
	case v := <-answer:
		return v
	case <-ctx.Done():
		return 0
	}
}`;
    expect(read(text)).toBe('leaves');
  });

  it('leaves when its loop can end early', () => {
    const text = `
func First(items []string) error {
	errs := make(chan error)
	for _, item := range items {
		go func() {
			errs <- check(item) // HERE
		}()
	}
	for range items {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}`;
    expect(read(text)).toBe('leaves');
  });

  it('receives less often than goroutines are started', () => {
    const text = `
func First(urls []string) string {
	answers := make(chan string)
	for _, url := range urls {
		go func() {
			answers <- fetch(url) // HERE
		}()
	}
	return <-answers
}`;
    expect(read(text)).toBe('fewer');
  });

  it('is found by the name that the channel has where the goroutine is started', () => {
    const text = `
func ask(replica int, out chan<- int) {
	out <- replica // HERE
}

func First(n int) int {
	answers := make(chan int)
	for i := range n {
		go ask(i, answers)
	}
	return <-answers
}`;
    expect(read(text)).toBe('fewer');
  });

  it('is found through the parameter of a function literal', () => {
    const text = `
func Place(bad bool) int {
	quote := make(chan int)
	go func(out chan<- int) {
		out <- ask() // HERE
	}(quote)
	if bad {
		return 0
	}
	return <-quote
}`;
    expect(read(text)).toBe('leaves');
  });

  it('is none if no code receives', () => {
    const text = `
func Log(line string) {
	lines := make(chan string)
	go func() {
		lines <- line // HERE
	}()
}`;
    expect(read(text)).toBe('none');
  });

  it('is the caller when the channel is handed back', () => {
    const text = `
func numbers() <-chan int {
	out := make(chan int)
	go func() {
		for i := 0; ; i++ {
			out <- i // HERE
		}
	}()
	return out
}

func Find() int {
	for n := range numbers() {
		if n > 3 {
			return n
		}
	}
	return 0
}`;
    expect(read(text)).toBe('leaves');
  });

  it('is there when it receives everything that is sent', () => {
    const text = `
func Sum(items []int) int {
	parts := make(chan int)
	for _, item := range items {
		go func() {
			parts <- item // HERE
		}()
	}
	sum := 0
	for range items {
		sum += <-parts
	}
	return sum
}`;
    expect(read(text)).toBe('there');
  });

  it('stays unknown when the text does not show who started the goroutine', () => {
    const text = `
func (p *Pool) work() {
	p.done <- true // HERE
}`;
    expect(read(text)).toBeUndefined();
  });
});
