// Hostile names in the text that the workbench writes for a ticket: it renders as it would for harmless ones.
import type { SuspectRow } from '../../src/workbench/model.ts';
import { writeTicket } from '../../src/workbench/ticket.ts';
import { hostileNames } from './hostile-names.ts';
import { listMarkup } from './markup.ts';

const makeSuspect = (name: string): SuspectRow => ({
  id: 'f|chan send',
  fingerprint: '0123456789abcdef',
  state: 'chan send',
  grade: 'proven',
  count: 1_234,
  growthPerMinute: 12.5,
  sinceMs: null,
  function: name,
  rawFunction: name,
  package: name,
  location: `${name}.go:60`,
  creator: name,
  cause: 'forgotten-receiver',
  causeName: 'Nobody receives',
  fix: 'Give the channel room.',
  evidence: [`The leak profile lists ${name}.`],
  also: [],
  proven: 0,
  target: name,
  changedThen: '',
  surer: '',
  instances: 1,
  instancesOf: 1,
  memoryBytes: null,
  timeLeftMinutes: null,
  probability: 0.99,
  locks: null,
  arrivals: null,
  once: false,
});

function write(name: string): string {
  const suspect = makeSuspect(name);
  const frames = [{ name, rawFunction: name, file: `/src/${name}.go`, line: 60, own: true }];
  const subject = { target: name, service: name, instances: [name], goVersion: name, atMs: 0 };
  return writeTicket(subject, [{ row: suspect, suspect, frames }]);
}

const acts = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;

test.each(hostileNames)('of %j nothing comes to be', (name) => {
  const text = write(name);
  expect(acts.exec(text)).toBeNull();
  expect(listMarkup(text)).toEqual(listMarkup(write('main.leak')));
});
