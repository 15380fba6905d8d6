// Draws conversations: requests that people, editors, alert rules and administrators may send, some of them wrong.
import { queryTypes } from '../../../src/core/query/model.ts';
import { pickBelow, pickOne, type Random } from '../random.ts';

/** One call of the protocol. Texts are sent as they are. */
export type Move =
  | {
      readonly kind: 'query';
      readonly settings: Settings;
      readonly queries: readonly Asked[];
      readonly fromAlert: boolean;
    }
  | {
      readonly kind: 'resource';
      readonly settings: Settings;
      readonly path: string;
      readonly method: string;
      readonly url: string;
      readonly body: string;
    }
  | { readonly kind: 'health'; readonly settings: Settings }
  | { readonly kind: 'metrics' };

export interface Settings {
  readonly uid: string;
  readonly role: string;
  readonly url: string;
  readonly json: string;
  readonly lastUpdatedMs: number;
}

export interface Asked {
  readonly json: string;
  readonly queryType: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  readonly maxDataPoints: number;
}

const types = [...queryTypes, '', 'nonsense'];
const texts = [
  '',
  'main',
  '.*',
  '(',
  'x{1000}',
  '(a|b)*c',
  '\ud800',
  '__proto__',
  'constructor',
  '${__all}',
  '$service',
  '..%2f..',
  '\u0000',
  '🦆',
  'x'.repeat(2_000),
  '0000000000000000',
];
const numbers = [0, 1, -1, 0.5, 1e9, 1e21, Number.MAX_SAFE_INTEGER, NaN, 20, 300];
const fields = [
  'targets',
  'filter',
  'groupBy',
  'per',
  'limit',
  'showIgnored',
  'legendFormat',
  'inline',
  'value',
  'window',
  'baseline',
  'function',
  'profile',
  'fingerprint',
  'zeroWhenEmpty',
];

/** Any JSON value, now and then a deep one. */
function drawValue(random: Random, depth = 0): unknown {
  switch (pickBelow(random, depth > 3 ? 4 : 7)) {
    case 0:
      return pickOne(random, texts);
    case 1:
      return pickOne(random, numbers);
    case 2:
      return pickOne(random, [true, false, null]);
    case 3:
      return pickOne(random, [
        '1h',
        '5m',
        'goroutine',
        'goroutineleak',
        'stack',
        'location',
        'state',
        'count',
        'growth',
        'ratio',
      ]);
    case 4:
      return Array.from({ length: pickBelow(random, 4) }, () => drawValue(random, depth + 1));
    case 5:
      return {
        label: pickOne(random, texts),
        op: pickOne(random, ['=', '!=', '=~', '!~', '~']),
        value: pickOne(random, texts),
      };
    default:
      return Object.fromEntries(
        Array.from({ length: pickBelow(random, 3) }, () => [pickOne(random, texts), drawValue(random, depth + 1)]),
      );
  }
}

/** Values that the field takes, and values that it does not. */
function drawField(random: Random, field: string): unknown {
  if (pickBelow(random, 4) === 0) return drawValue(random);
  const text = () => pickOne(random, texts);
  switch (field) {
    case 'targets':
      return [
        {
          label: pickOne(random, ['service', 'instance', ...texts]),
          op: pickOne(random, ['=', '!=', '=~', '!~']),
          value: text(),
        },
      ];
    case 'filter':
      return {
        [pickOne(random, ['function', 'package', 'creator', 'minCount', 'states', 'minGrade'])]: pickOne(random, [
          text(),
          3,
          ['select'],
          'watch',
        ]),
      };
    case 'groupBy':
      return [
        pickOne(random, [
          'stack',
          'location',
          'function',
          'ownFunction',
          'package',
          'state',
          'creator',
          `label:${text()}`,
        ]),
      ];
    case 'per':
      return [pickOne(random, ['service', 'instance', ...texts])];
    case 'baseline':
      return pickOne(random, [{ ago: '1h' }, { at: text() }, { rangeStart: true }, { targets: [] }, { name: text() }]);
    case 'inline':
      return pickOne(random, [
        'goroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\n',
        text(),
        'H4sIAAAAAAAAAwMAAAAAAAAAAAA=',
      ]);
    default:
      return pickOne(random, [pickOne(random, numbers), text(), '1h', true]);
  }
}

function drawQuery(random: Random): Asked {
  const queryType = pickOne(random, types);
  const some = fields.filter(() => pickBelow(random, 5) === 0);
  const model = {
    refId: 'A',
    queryType,
    ...Object.fromEntries(some.map((field) => [field, drawField(random, field)])),
  };
  const whole = JSON.stringify(model);
  const json = pickOne(random, [
    whole,
    whole,
    whole,
    whole,
    whole.slice(0, pickBelow(random, whole.length)),
    '['.repeat(5_000),
    'null',
    '"x"',
    '',
  ]);
  const nowMs = Date.now();
  const moments = [0, nowMs, nowMs - 60_000, nowMs - 3_600_000, nowMs - 4e12, nowMs + 1e12, -1];
  return {
    json,
    queryType: pickOne(random, [queryType, queryType, '']),
    fromMs: pickOne(random, moments),
    toMs: pickOne(random, moments),
    intervalMs: pickOne(random, [0, 1, 1_000, -5, 1e12]),
    maxDataPoints: pickOne(random, [0, 100, 1_000, 11_000, 1e9, -1]),
  };
}

const paths = [
  'targets',
  'labels',
  'label-values',
  'states',
  'functions',
  'packages',
  'groups',
  'pprof-labels',
  'ignored',
  'download',
  'report',
  'baselines',
  '../x',
  'targets/',
  '%2e%2e',
  '',
];

function drawResource(random: Random, settings: Settings): Move {
  const path = pickOne(random, paths);
  const query = pickOne(random, [
    '',
    '?label=service',
    `?query=${encodeURIComponent(drawQuery(random).json.slice(0, 3_000))}`,
    '?format=folded',
    '?from=1&to=x',
    '?%',
    '?a=%ff',
    '?format=constructor',
    '?name=x',
  ]);
  const method = pickOne(random, ['GET', 'GET', 'POST', 'DELETE', 'PUT', '']);
  const body = pickOne(random, [
    '',
    '{}',
    '{"name":"x"}',
    `{"format":"text","query":${drawQuery(random).json}}`,
    '\u0000',
    '['.repeat(3_000),
  ]);
  return { kind: 'resource', settings, path, method, url: `${path}${query}`, body };
}

/** Settings whose targets lie on `port`. */
function drawSettings(random: Random, port: number): Settings {
  const url = () => `http://127.0.0.1:${port}/${pickBelow(random, 100_000)}`;
  const targets = Array.from({ length: pickBelow(random, 5) }, (_, one) => ({
    urls: [url()],
    labels: { service: pickOne(random, ['a', 'b']), instance: `i${one}` },
  }));
  const parts: Record<string, unknown> = {
    sampling: { enabled: pickBelow(random, 2) === 0, interval: '1s' },
    bounds: { fetchTimeout: '1s', connectTimeout: '500ms', freshness: '100ms' },
    targets,
  };
  if (pickBelow(random, 4) === 0) {
    const lists = [
      { type: 'http_sd', url: `${url()}/list` },
      { type: 'prometheus', url: url() },
      { type: 'consul', url: url() },
    ];
    Object.assign(parts, { discovery: [pickOne(random, lists)], allowedHosts: ['127.0.0.1'] });
  }
  if (pickBelow(random, 4) === 0)
    parts['past'] = [{ type: pickOne(random, ['prometheus', 'pyroscope']), url: `${url()}/api` }];
  if (pickBelow(random, 6) === 0)
    parts[
      pickOne(random, [
        'sampling',
        'dumps',
        'history',
        'auth',
        'ignore',
        'bounds',
        'labels',
        'ownCode',
        'targets',
        'sourceLink',
      ])
    ] = drawValue(random);
  const json = pickBelow(random, 20) === 0 ? pickOne(random, ['', '{', 'null', '[]', '"x"']) : JSON.stringify(parts);
  return {
    uid: `u${pickBelow(random, 4)}`,
    role: pickOne(random, ['Viewer', 'Editor', 'Admin', '', 'None']),
    url: pickOne(random, ['', url(), 'http://127.0.0.1:1', 'gopher://x', 'http://169.254.169.254/', '\u0000']),
    json,
    lastUpdatedMs: pickOne(random, [0, 1, 2, Date.now(), -1]),
  };
}

/** The moves of one conversation. Those of one batch are made at once. */
export function drawConversation(random: Random, port: number): readonly (readonly Move[])[] {
  return Array.from({ length: 3 }, () => {
    const settings = drawSettings(random, port);
    return Array.from({ length: 1 + pickBelow(random, 6) }, (): Move => {
      switch (pickBelow(random, 10)) {
        case 0:
          return { kind: 'health', settings };
        case 1:
          return { kind: 'metrics' };
        case 2:
        case 3:
        case 4:
          return drawResource(random, settings);
        default:
          return {
            kind: 'query',
            settings,
            queries: Array.from({ length: 1 + pickBelow(random, 3) }, () => drawQuery(random)),
            fromAlert: pickBelow(random, 4) === 0,
          };
      }
    });
  });
}
