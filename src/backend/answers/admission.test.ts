import { createAdmission } from './admission.ts';

const asker = (fromAlert = false) => ({ fromAlert, signal: new AbortController().signal });

async function enter(door: ReturnType<typeof createAdmission>, who = asker()): Promise<() => void> {
  const entered = await door.enter(who);
  if (!entered.ok) throw new Error(entered.problem.message);
  return entered.value;
}

test('those who come later wait for those who are at work, alert rules in front', async () => {
  const door = createAdmission(2, 10_000);
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
  await expect(door.enter(asker())).resolves.toMatchObject({ ok: true });
});

test('who has gone gives up the place in the line, and never takes one', async () => {
  const door = createAdmission(1, 10_000);
  const leave = await enter(door);
  const gone = new AbortController();
  const waiting = door.enter({ fromAlert: false, signal: gone.signal });
  gone.abort();
  await expect(waiting).resolves.toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  await expect(door.enter({ fromAlert: false, signal: gone.signal })).resolves.toMatchObject({ ok: false });
  const next = enter(door);
  leave();
  (await next)();
});

test('who waits in vain is told how many wait and what to do', async () => {
  const door = createAdmission(1, 20);
  const leave = await enter(door);
  const [one, two] = await Promise.all([door.enter(asker()), door.enter(asker(true))]);
  for (const entered of [one, two]) {
    expect(entered).toMatchObject({ ok: false, problem: { code: 'overloaded', status: 503, source: 'plugin' } });
  }
  expect(!one.ok && one.problem.message).toMatch(/questions? wait.*Refresh dashboards more seldom/);
  leave();
  (await enter(door))();
});
