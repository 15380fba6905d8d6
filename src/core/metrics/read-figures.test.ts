import * as fc from 'fast-check';
import type { ProcessFigures } from './model.ts';
import { readMetricLabels } from './metric-labels.ts';
import { createFiguresReader } from './read-figures.ts';

function read(page: string, requestMetric?: string, chunkBytes = Infinity): ProcessFigures | undefined {
  const bytes = new TextEncoder().encode(page);
  const reader = createFiguresReader(requestMetric);
  for (let start = 0; start < bytes.length; start += Math.min(chunkBytes, bytes.length)) {
    reader.push(bytes.subarray(start, start + Math.min(chunkBytes, bytes.length)));
  }
  return reader.finish();
}

/** What Go's own client writes, with a service's counters between. */
const page = `# HELP go_gc_gomemlimit_bytes Go runtime memory limit configured by the user.
# TYPE go_gc_gomemlimit_bytes gauge
go_gc_gomemlimit_bytes 5.36870912e+08
# TYPE go_goroutines gauge
go_goroutines 1042
# TYPE go_info gauge
go_info{version="go1.26.8"} 1
# TYPE go_memstats_alloc_bytes gauge
go_memstats_alloc_bytes 1.1e+07
# TYPE go_memstats_heap_inuse_bytes gauge
go_memstats_heap_inuse_bytes 1.3e+07
# TYPE http_requests_total counter
http_requests_total{code="200",path="/cart/{id}"} 900
http_requests_total{code="500",path="/say \\"}\\""} 100 1763712000000
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 12.5
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 4.2e+07
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.76371200012e+09
# TYPE shop_build_info gauge
shop_build_info{branch="main",goversion="go1.26.8",revision="8e3c1f0",version="1.4.2"} 1
`;

const figures: ProcessFigures = {
  values: {
    goroutines: 1042,
    residentBytes: 4.2e7,
    heapBytes: 1.3e7,
    cpuSeconds: 12.5,
    requests: 1000,
    memoryLimitBytes: 536_870_912,
  },
  startMs: 1_763_712_000_120,
  build: '1.4.2 8e3c1f0',
  goVersion: 'go1.26.8',
  requestMetric: 'http_requests_total',
};

test("reads a page of Go's Prometheus client", () => {
  expect(read(page)).toEqual(figures);
});

test.each([1, 2, 7, 64])('wherever the page is cut, every %i bytes', (chunkBytes) => {
  expect(read(page, undefined, chunkBytes)).toEqual(figures);
});

test('takes OpenMetrics with exemplars, times and its own end', () => {
  const open = [
    '# TYPE http_request_duration_seconds histogram',
    'http_request_duration_seconds_bucket{le="0.1"} 7 # {trace_id="ab} c"} 0.05 1763712000.1',
    'http_request_duration_seconds_count{path="/a"} 7 # {trace_id="x"} 0.05',
    'http_request_duration_seconds_count{path="/b"} 3 1763712000.123',
    'go_goroutines 9 1763712000',
    '# EOF',
  ].join('\n');
  expect(read(open)).toMatchObject({
    values: { goroutines: 9, requests: 10 },
    requestMetric: 'http_request_duration_seconds_count',
  });
});

test('takes blanks, carriage returns and a last line without an end', () => {
  expect(
    read('  go_goroutines\t 5 \r\nhttp_requests_total {code="1"}  2\r\nprocess_cpu_seconds_total 3'),
  ).toMatchObject({
    values: { goroutines: 5, requests: 2, cpuSeconds: 3 },
  });
});

describe('the metric of requests', () => {
  const many =
    'grpc_server_handled_total 1\nhttp_request_duration_seconds_count 2\nmy_requests{a="b"} 4\nmy_requests 8\n';

  test('is otherwise the counter that ends like one of requests, HTTP first, and none of clients', () => {
    const page = [
      'prometheus_remote_storage_client_requests_total 900',
      'api_failed_requests_total 7',
      'coredns_dns_requests_total 50',
      'prometheus_http_requests_total{code="200"} 3',
      'prometheus_http_requests_total{code="500"} 2',
    ];
    expect(read(page.join('\n'))).toMatchObject({
      requestMetric: 'prometheus_http_requests_total',
      values: { requests: 5 },
    });
    expect(read(page.slice(0, 3).join('\n'))).toMatchObject({ values: { requests: 50 } });
    expect(read(page.slice(0, 2).join('\n') + '\ngo_goroutines 4')).toMatchObject({ values: { requests: null } });
    expect(read(page.join('\n'), 'coredns_dns_requests_total')).toMatchObject({ values: { requests: 50 } });
  });

  test('is the first of the usual ones that is there, whatever their order on the page', () => {
    expect(read(many)).toMatchObject({ values: { requests: 2 } });
  });

  test('is the one that the settings name, and no other', () => {
    expect(read(many, 'my_requests')).toMatchObject({ values: { requests: 12 }, requestMetric: 'my_requests' });
    expect(read(many + page, 'nothing')).toMatchObject({ values: { requests: null }, requestMetric: null });
  });
});

test.each([
  ['no limit', 'go_gc_gomemlimit_bytes 9.223372036854776e+18\n'],
  ['zero', 'go_gc_gomemlimit_bytes 0\n'],
  ['NaN', 'go_gc_gomemlimit_bytes NaN\n'],
  ['+Inf', 'go_gc_gomemlimit_bytes +Inf\n'],
  ['no number', 'go_gc_gomemlimit_bytes many\n'],
  ['nothing', 'go_gc_gomemlimit_bytes\n'],
])('%s is no memory limit', (_, line) => {
  expect(read(`go_goroutines 1\n${line}`)?.values.memoryLimitBytes).toBeNull();
});

test('a figure that several processes give is none of this process', () => {
  const shared = 'go_goroutines{pod="a"} 1\ngo_goroutines{pod="b"} 2\nprocess_cpu_seconds_total 4\n';
  expect(read(shared)).toMatchObject({ values: { goroutines: null, cpuSeconds: 4 } });
});

describe('the build', () => {
  const build = (lines: string): string | null | undefined => read(`go_goroutines 1\n${lines}`)?.build;

  test('is null where Go knows nothing', () => {
    expect(build('go_build_info{checksum="",path="example.com/a",version="(devel)"} 1\n')).toBeNull();
  });

  test("comes from Go's linker where the program says nothing", () => {
    expect(build('go_build_info{checksum="h1:x=",path="example.com/a",version="v1.2.3"} 1\n')).toBe('v1.2.3 h1:x=');
  });

  test('is not that of one library among several', () => {
    const libraries = 'a_build_info{version="1"} 1\nb_build_info{version="2"} 1\n';
    expect(build(libraries)).toBeNull();
    expect(build(`${libraries}target_info{service_version="3"} 1\n`)).toBe('3');
  });
});

test.each([
  '',
  '<html>go_goroutines</html>',
  '# HELP go_goroutines 5\n',
  'up 1\n',
  'go_goroutines_max 7\n',
  '{"go_goroutines": 1}',
])('a page without figures is none: %j', (text) => {
  expect(read(text)).toBeUndefined();
});

test('a line that is far too long is skipped, and the next one is read', () => {
  const long = `http_requests_total{a="${'x'.repeat(70_000)}"} 5\n`;
  expect(read(`${long}http_requests_total 2\n`, undefined, 1_000)).toMatchObject({ values: { requests: 2 } });
  expect(read(`${long}http_requests_total 2\n`)).toMatchObject({ values: { requests: 2 } });
});

test('whatever the bytes, reading ends and gives numbers or nothing', () => {
  const pieces = [
    'go_goroutines',
    'http_requests_total',
    'go_info',
    '{',
    '}',
    '"',
    '\\',
    ' ',
    '\n',
    '=',
    ',',
    '1',
    '#',
  ];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (parts, cut) => {
        const text = parts.join('');
        const whole = read(text);
        expect(read(text, undefined, cut)).toEqual(whole);
        for (const value of Object.values(whole?.values ?? {}))
          expect(value === null || Number.isFinite(value)).toBe(true);
      },
    ),
    { numRuns: 500, seed: 7 },
  );
});

test.each([
  ['a="b"', { a: 'b' }],
  ['a="b",c="d\\"e\\\\f\\ng"', { a: 'b', c: 'd"e\\f\ng' }],
  ['a = "b" , c = "d",', { a: 'b', c: 'd' }],
  ['a="b",broken', { a: 'b' }],
  ['a="never ends', {}],
  ['', {}],
])('labels of %s', (text, labels) => {
  expect(readMetricLabels(text)).toEqual(labels);
});
