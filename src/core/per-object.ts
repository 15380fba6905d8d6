// Caches what is computed from an immutable object. The keys of targets, for one, are needed at every scrape of every
// target.

/** The same function, with its result cached for as long as its argument lives. */
export function perObject<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let entry = known.get(key);
    if (entry === undefined) known.set(key, (entry = { value: make(key) }));
    return entry.value;
  };
}
