// Everyone who waits for one fetch wakes up with its end. One after the other, with looks at the network in between: else
// whoever asks for something else, "Save & test" say, waits until a hundred panels are drawn.

/**
 * How long those who come one after the other work between two looks. One each would make turns the scarce thing: while
 * much is read and sampled, a look comes round only ten times a second.
 */
const betweenLooksMs = 30;

let last = Promise.resolve();
let untilMs = 0;

/** Resolves when those who came before have had their turn, and what has arrived meanwhile has been seen to. */
export function takeTurn(): Promise<void> {
  last = last.then(async () => {
    if (performance.now() < untilMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    untilMs = performance.now() + betweenLooksMs;
  });
  return last;
}
