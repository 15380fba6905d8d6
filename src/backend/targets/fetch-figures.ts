// Reads a target's own figures from its metrics page while the page arrives.
import { createFiguresReader } from '../../core/metrics/read-figures.ts';
import type { ProcessFigures } from '../../core/metrics/model.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { formatSize } from '../../core/query/settings-size.ts';
import { hostAndPort } from '../../core/query/settings-url.ts';
import { exchange, type ExchangeAnswer } from './exchange.ts';
import { targetRequest, type FetchPlan } from './fetch-profile.ts';
import { pushBounded } from './read-bounded.ts';

type FiguresPlan = Pick<FetchPlan, 'endpoint' | 'settings' | 'resolveAll'>;

/** The problem code for a target without a metrics page. This is not an error: many programs have none. */
export const noMetricsCode = 'no_metrics';

/** Reads the figures. Failures are values; their messages name only the host. */
export async function fetchFigures(plan: FiguresPlan, signal: AbortSignal): Promise<Result<ProcessFigures>> {
  const { endpoint } = plan;
  const answered = await exchange(targetRequest(plan, endpoint.metrics), signal, (answer) => readPage(answer, plan));
  return answered.ok ? answered.value : answered;
}

async function readPage({ status, body }: ExchangeAnswer, plan: FiguresPlan): Promise<Result<ProcessFigures>> {
  const host = hostAndPort(plan.endpoint.metrics);
  if (status !== 200) return fail(describeStatus(status, host));
  const { settings } = plan;
  const reader = createFiguresReader(settings.requestMetric);
  const maxBytes = settings.bounds.metricsPage;
  if (!(await pushBounded(body, maxBytes, reader.push))) {
    // A partial page would make counters drop, which looks like a restart.
    return fail(
      problem(
        'body_too_large',
        502,
        `The metrics page of ${host} is larger than ${formatSize(maxBytes)}, so Parked does not use it. Let the program export fewer series.`,
      ),
    );
  }
  const figures = reader.finish();
  if (figures !== undefined) return succeed(figures);
  return fail(
    problem(
      noMetricsCode,
      404,
      `The metrics page of ${host} has no figures of a Go process, such as go_goroutines. Register the Go and ` +
        'process collectors, or correct metrics of the target.',
    ),
  );
}

function describeStatus(status: number, host: string): Problem {
  if (status === 401 || status === 403) {
    const code = status === 401 ? 'unauthorized' : 'forbidden';
    return problem(
      code,
      status,
      `The metrics page of ${host} refuses access (${status}). Parked sends a target's credentials only to the host and port of its profiles.`,
    );
  }
  if (status === 404 || status === 405 || status === 410 || (status >= 300 && status < 400)) {
    return problem(
      noMetricsCode,
      404,
      `${host} has no metrics page there (${status}). Serve one in Prometheus' format, or set metrics of the target to its path.`,
    );
  }
  return problem('http_status', 502, `${host} answered with HTTP status ${status} instead of its metrics page.`);
}

function problem(code: string, status: number, message: string): Problem {
  return { code, status, source: 'downstream', message };
}
