import { createAdmission } from './admission.ts';

const asker = (fromAlert = false) => ({ fromAlert, signal: new AbortController().signal });

async function enter(door: ReturnType<typeof createAdmission>, who = asker()): Promise<() => void> {
  const leave = await door.enter(who);
  if (leave === undefined) throw new Error('Nobody waits.');
  return leave;
}

test('those who come later wait for those who are at work, alert rules in front', async () => {
  const door = createAdmission(2);
  const order: string[] = [];
  const [first, second] = [await enter(door), await enter(door)];
  const come = async (name: string, who: ReturnType<typeof asker>) => {
    const leave = await enter(door, who);
    order.push(name);
    leave();
  };
  const all = [come('person', asker()), come('another', asker()), come('rule', asker(true))];
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual([]);
  first();
  // Twice is once.
  first();
  await Promise.all(all);
  expect(order).toEqual(['rule', 'person', 'another']);
  second();
  await enter(door);
});

test('who has gone gives up the place in the line, and never takes one', async () => {
  const door = createAdmission(1);
  const leave = await enter(door);
  const gone = new AbortController();
  const waiting = door.enter({ fromAlert: false, signal: gone.signal });
  gone.abort();
  await expect(waiting).resolves.toBeUndefined();
  await expect(door.enter({ fromAlert: false, signal: gone.signal })).resolves.toBeUndefined();
  const next = enter(door);
  leave();
  (await next)();
});
