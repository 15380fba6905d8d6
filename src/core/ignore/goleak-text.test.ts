import { readGoleakRules } from './goleak-text.ts';

describe('rules written for goleak', () => {
  it('are taken over from Go source as it stands', () => {
    const text = `
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"),
		goleak.IgnoreAnyFunction(\`k8s.io/klog/v2.(*flushDaemon).run.func1\`),
		goleak.IgnoreCreatedBy(
			"net/http.(*Server).Serve",
		),
	)
}`;
    expect(readGoleakRules(text)).toEqual({
      rules: [
        { top: 'go.opencensus.io/stats/view.(*worker).start' },
        { any: 'k8s.io/klog/v2.(*flushDaemon).run.func1' },
        { creator: 'net/http.(*Server).Serve' },
      ],
      skipped: [],
    });
  });

  it('count without the package name, as after a dot import', () => {
    expect(readGoleakRules('IgnoreTopFunction("main.f")').rules).toEqual([{ top: 'main.f' }]);
  });

  it('in comments do not count', () => {
    const text = `// goleak.IgnoreTopFunction("a.b")
/* goleak.IgnoreTopFunction("a.c") */
goleak.IgnoreTopFunction("a.d"), // and "a.e" // IgnoreAnyFunction("a.f")`;
    expect(readGoleakRules(text).rules).toEqual([{ top: 'a.d' }]);
  });

  it('that look like comments inside of strings do count', () => {
    expect(readGoleakRules('IgnoreTopFunction("a//b.c")').rules).toEqual([{ top: 'a//b.c' }]);
  });

  it.each(['name', '"a." + name', 'fmt.Sprintf("%s.f", p)', '""', '"a\\"b"', '"unclosed'])(
    'with the argument %s are left out, with the line',
    (argument) => {
      const { rules, skipped } = readGoleakRules(`\ngoleak.IgnoreTopFunction(${argument})`);
      expect(rules).toEqual([]);
      expect(skipped).toEqual([{ line: 2, option: 'IgnoreTopFunction', why: expect.stringContaining('string') }]);
    },
  );

  it('that are about tests are named as left out', () => {
    expect(readGoleakRules('goleak.IgnoreCurrent(), goleak.Cleanup(func(int) {})').skipped).toEqual([
      { line: 1, option: 'IgnoreCurrent', why: expect.stringContaining('baseline') },
      { line: 1, option: 'Cleanup', why: expect.stringContaining('tests') },
    ]);
  });

  it('are none in any other text', () => {
    expect(readGoleakRules('goroutine 1 [running]:\nmain.main()')).toEqual({ rules: [], skipped: [] });
  });
});
