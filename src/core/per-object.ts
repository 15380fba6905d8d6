// What is worked out of an object that does not change is worked out once: names of targets are asked for at every turn
// of every one of them.

/** The same function, with what it gave for an object kept as long as the object is. */
export function perObject<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let entry = known.get(key);
    if (entry === undefined) known.set(key, (entry = { value: make(key) }));
    return entry.value;
  };
}
