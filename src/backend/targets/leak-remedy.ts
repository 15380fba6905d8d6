// Explains in one line how to get the leak profile of a target that lacks it.

/**
 * `fromPprof`: net/http/pprof itself answered, so the route exists and the runtime lacks the profile. `goVersion`: as
 * the runtime writes it (`go1.26.8`), if known.
 */
export function leakProfileRemedy(fromPprof: boolean, goVersion: string | null = null): string {
  const minor = Number(/^go1\.(\d+)/.exec(goVersion ?? '')?.[1] ?? Number.NaN);
  if (!fromPprof || minor >= 27) {
    return (
      'there is no route to the goroutineleak profile. Serve /debug/pprof/ with pprof.Index, or add ' +
      'pprof.Handler("goroutineleak") to the mux; it takes Go 1.27, or Go 1.26 built with ' +
      'GOEXPERIMENT=goroutineleakprofile.'
    );
  }
  if (minor === 26)
    return 'this build has no goroutineleak profile. Build with GOEXPERIMENT=goroutineleakprofile, or with Go 1.27.';
  if (minor < 26)
    return `${goVersion} has no goroutineleak profile. Build with Go 1.27, or with Go 1.26 and GOEXPERIMENT=goroutineleakprofile.`;
  return 'this build has no goroutineleak profile. Build with Go 1.27, or with Go 1.26 and GOEXPERIMENT=goroutineleakprofile.';
}
