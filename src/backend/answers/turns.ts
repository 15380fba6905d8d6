// Everyone who waits for one fetch wakes up with its end. One after the other, with a look at the network in between:
// else whoever asks for something else, "Save & test" say, waits until a hundred panels are drawn.
let last = Promise.resolve();

/** Resolves when those who came before have had their turn, and what has arrived meanwhile has been seen to. */
export function takeTurn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
  return last;
}
