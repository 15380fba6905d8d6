// One small input of each form. The record demands an input of a new one.
import type { ProfileFormat } from './model.ts';
import { profileBytes } from './testing/profile-bytes.ts';
import { readProfiles } from './reader.ts';

const rule = '-----------+-------------------------------------------------------\n';

const inputs: Readonly<Record<ProfileFormat, string | Uint8Array>> = {
  'debug=0': profileBytes({ samples: [{ values: [1], stack: ['main.run'] }] }),
  'debug=1': 'goroutine profile: total 1\n1 @ 0x1 0x2\n#\t0x1\tmain.run+0x1\t/src/main.go:3\n',
  'debug=2': 'goroutine 7 [select]:\nmain.run()\n\t/src/main.go:3 +0x1d\n',
  'debug=3': profileBytes({
    samples: [{ values: [1], stack: ['main.run'], labels: { 'go::goroutine': 7, 'go::goroutine_state': 'select' } }],
  }),
  stacks: 'main.run(0xc0)\n\t/src/main.go:3 +0x1d\ncreated by main.main\n\t/src/main.go:9 +0x2a\n',
  delve: 'Goroutine 7 - User: /src/main.go:3 main.run (0x4b5678) [select]\n',
  gdb: '* 1  running  main.main\n  2  waiting  runtime.gopark\n',
  'pprof -traces': `File: shop\nType: goroutine\n${rule}         1   runtime.gopark\n             main.run\n${rule}`,
  'pprof -top':
    'Type: goroutine\nShowing nodes accounting for 1, 100% of 1 total\n' +
    '      flat  flat%   sum%        cum   cum%\n         1   100%   100%          1   100%  main.run\n',
  'pprof -raw':
    'PeriodType: goroutine count\nPeriod: 1\nSamples:\ngoroutine/count\n          1: 1 \nLocations\n' +
    '     1: 0x43a868 M=1 main.run /src/main.go:3:0 s=1\nMappings\n1: 0x400000/0x500000/0x0 /bin/shop\n',
  folded: 'main.main;main.run;runtime.gopark 1\nmain.main;main.wait 1\n',
  panicparse: '1: select [Created by main.main @ main.go:9]\n    main main.go:3     run(0x1)\n',
};

test.each(Object.entries(inputs))('an input of the form %s is read as that form', (format, input) => {
  const read = readProfiles(typeof input === 'string' ? Buffer.from(input) : input);
  expect(read.outcome === 'read' ? read.profiles.map((profile) => profile.format) : read).toEqual([format]);
});
