import { nameByTitle, nameSetting } from './setting-titles.ts';

test.each([
  ['url', '"URL" (Connection)'],
  ['sampling.interval', '"Interval" (Samples and history)'],
  ['targets[1].urls[0]', '"URLs" of target list 2'],
  ['discovery[0]', 'discovery 1'],
  ['discovery[0].match[2].value', '"Take only where" of discovery 1'],
  ['ignore.rules[2]', 'rule 3'],
  ['ignore.rules[2].label.name', '"pprof label" of rule 3'],
  ['bounds.targets', '"Most targets" (Timeout and bounds)'],
  ['secureJsonData["auth.pods"]', 'the secret of the credentials "pods"'],
  ['secureJsonData.httpHeaderValue2', 'the value of HTTP header 2'],
])('%s is called %s', (key, name) => {
  expect(nameSetting(key)).toBe(name);
});

test.each(['nothing', 'samplings.interval', ''])('"%s" has no title', (key) => {
  expect(nameSetting(key)).toBeUndefined();
});

test('a message begins with the title, and names others by theirs', () => {
  const message = 'auth[0] has no secret. Fill in secureJsonData["auth.pods"].';
  expect(nameByTitle({ field: 'auth[0]', message })).toBe(
    'Credentials 1 has no secret. Fill in the secret of the credentials "pods".',
  );
});

test('words and addresses that only look like keys stay', () => {
  const message = 'url is not a URL. Write it as http://prometheus:9090/api/v1/write, or unix:///run/app.sock.';
  expect(nameByTitle({ field: 'url', message })).toBe(
    '"URL" (Connection) is not a URL. Write it as http://prometheus:9090/api/v1/write, or unix:///run/app.sock.',
  );
});

test('a key that Parked does not know keeps its name', () => {
  const message = 'sampling.intervall is not a setting that Parked knows. Correct its name or remove it.';
  expect(nameByTitle({ field: 'sampling.intervall', message })).toBe(message);
});

test('a name of grafana.ini at the start stays as it is written', () => {
  const message = 'max_fetch_timeout in grafana.ini must be a duration.';
  expect(nameByTitle({ message })).toBe(message);
});
