import { createAdmission, type Admission, type Asker, type Place } from './admission.ts';

const asker = (other: Partial<Asker> = {}): Asker => ({
  fromAlert: false,
  owner: 'a',
  signal: new AbortController().signal,
  ...other,
});
const rule = (other: Partial<Asker> = {}): Asker => asker({ fromAlert: true, ...other });

async function enter(admission: Admission, who = asker()): Promise<Place> {
  const place = await admission.enter(who);
  if (place === undefined) throw new Error('Nobody waits.');
  return place;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('later queries wait for those in work, and alert rules go first', async () => {
  const admission = createAdmission({ places: 2, forRules: 0 });
  const order: string[] = [];
  const [first, second] = [await enter(admission), await enter(admission)];
  const come = async (name: string, who: Asker) => {
    const place = await enter(admission, who);
    order.push(name);
    place.leave();
  };
  const all = [come('person', asker()), come('another', asker()), come('rule', rule())];
  await settle();
  expect(order).toEqual([]);
  first.leave();
  // Twice is once.
  first.leave();
  await Promise.all(all);
  expect(order).toEqual(['rule', 'person', 'another']);
  second.leave();
  await enter(admission);
});

test('a query whose caller has left gives up its place in the queue and never takes one', async () => {
  const admission = createAdmission({ places: 1, forRules: 0 });
  const place = await enter(admission);
  const gone = new AbortController();
  const waiting = admission.enter(asker({ signal: gone.signal }));
  gone.abort();
  await expect(waiting).resolves.toBeUndefined();
  await expect(admission.enter(asker({ signal: gone.signal }))).resolves.toBeUndefined();
  const next = enter(admission);
  place.leave();
  (await next).leave();
});

test('queries of people leave some places to alert rules', async () => {
  const admission = createAdmission({ places: 3, forRules: 1 });
  const people = [await enter(admission), await enter(admission)];
  let isIn = false;
  const third = enter(admission).then((place) => {
    isIn = true;
    return place;
  });
  await enter(admission, rule());
  await settle();
  expect(isIn).toBe(false);
  people[0]!.leave();
  (await third).leave();
});

test('a place goes to the data source that has the fewest', async () => {
  const admission = createAdmission({ places: 3, forRules: 0 });
  const places = [await enter(admission), await enter(admission), await enter(admission, asker({ owner: 'b' }))];
  const order: string[] = [];
  const come = async (owner: string) => {
    await enter(admission, asker({ owner }));
    order.push(owner);
  };
  void come('a');
  void come('a');
  void come('b');
  void come('c');
  places[0]!.leave();
  await settle();
  places[1]!.leave();
  await settle();
  expect(order).toEqual(['c', 'a']);
});

test('a query that waits for the network holds no place, and continues with one', async () => {
  const admission = createAdmission({ places: 1, forRules: 0 });
  const first = await enter(admission);
  let arrive = (_: string): void => undefined;
  const waiting = first.away(() => new Promise<string>((resolve) => (arrive = resolve)));
  const second = await enter(admission);
  const third = enter(admission);
  arrive('profile');
  let isBack = false;
  void waiting.then(() => (isBack = true));
  await settle();
  expect(isBack).toBe(false);
  second.leave();
  // Whoever has begun goes before those who have not.
  await expect(waiting).resolves.toBe('profile');
  first.leave();
  (await third).leave();
});

test('parts that wait side by side take one place again, and a failure outside keeps none', async () => {
  const admission = createAdmission({ places: 1, forRules: 0 });
  const place = await enter(admission);
  await Promise.all([1, 2, 3].map((part) => place.away(() => Promise.resolve(part))));
  await expect(place.away(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  place.leave();
  const next = await enter(admission);
  // One that is over while it waits outside takes no place when it comes back.
  const late = next.away(settle);
  next.leave();
  await late;
  (await enter(admission)).leave();
});
