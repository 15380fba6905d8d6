// The collector's own metrics, beside the series of its targets.
import type { ExporterFigures } from './export/exporter.ts';
import type { RemoteWriteFigures } from './export/remote-write.ts';
import type { SamplerGlance } from './history/sampler/sampler.ts';
import type { InboxFigures } from './receive/inbox.ts';
import type { DiscoveryReport } from './targets/port.ts';

interface CollectorFigures {
  readonly exporter: ExporterFigures;
  readonly sampler: SamplerGlance;
  readonly remoteWrite: RemoteWriteFigures | undefined;
  /** Keyed by outcome: `fetched`, or the code of the problem. */
  readonly fetches: ReadonlyMap<string, number>;
  readonly discovery: readonly DiscoveryReport[];
  /** Undefined if nothing can be pushed. */
  readonly inbox: InboxFigures | undefined;
}

export function writeCollectorMetrics({
  exporter,
  sampler,
  remoteWrite,
  fetches,
  discovery,
  inbox,
}: CollectorFigures): string {
  const lines: string[] = [];
  const add = (
    name: string,
    type: 'gauge' | 'counter',
    help: string,
    values: readonly (readonly [string, number])[],
  ) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of values) lines.push(`${name}${labels} ${value}`);
  };
  const one = (value: number) => [['', value]] as const;
  add('parked_collector_targets', 'gauge', 'Targets that this collector samples.', one(sampler.sampledTargets));
  add(
    'parked_collector_held_back_targets',
    'gauge',
    'Targets sampled less often than configured, or not at all, to spare them.',
    one(sampler.heldBackTargets),
  );
  add('parked_collector_series', 'gauge', 'Series of targets that are alive.', one(exporter.series));
  add('parked_collector_folded_groups', 'gauge', 'Groups that are stored as one sum, "other".', one(exporter.folded));
  add('parked_collector_samples_total', 'counter', 'Samples taken.', one(exporter.samples));
  add(
    'parked_collector_late_samples_total',
    'counter',
    'Samples left out because they were older than the one before.',
    one(exporter.late),
  );
  add(
    'parked_collector_fetches_total',
    'counter',
    'Fetches made from targets, by outcome: fetched, or the code of the problem.',
    [...fetches].map(([outcome, count]) => [`{outcome="${outcome}"}`, count] as const),
  );
  if (discovery.length > 0) {
    const each = (value: (report: DiscoveryReport) => number) =>
      discovery.map((report) => [`{entry="${report.field}",type="${report.type}"}`, value(report)] as const);
    add(
      'parked_discovery_targets',
      'gauge',
      'Targets in use of an entry of discovery.',
      each(({ targets }) => targets),
    );
    add(
      'parked_discovery_failing',
      'gauge',
      'Whether the newest list of an entry is missing or incomplete.',
      each(({ problem }) => (problem === null ? 0 : 1)),
    );
    add(
      'parked_discovery_warnings',
      'gauge',
      'Reasons why targets of an entry are left out: clashing labels, hosts that are not allowed, bounds.',
      each(({ notices }) => notices.filter(({ severity }) => severity !== 'info').length),
    );
    add(
      'parked_discovery_list_timestamp_seconds',
      'gauge',
      'When the list in use was made. 0 if there is none.',
      each(({ atMs }) => (atMs ?? 0) / 1_000),
    );
  }
  if (inbox) {
    add('parked_receive_targets', 'gauge', 'Targets that send their profiles.', one(inbox.targets));
    add('parked_receive_held_bytes', 'gauge', 'Memory of their newest profiles, estimated.', one(inbox.bytes));
    add(
      'parked_receive_profiles_total',
      'counter',
      'Profiles that arrived, by outcome.',
      [...inbox.outcomes].map(([outcome, count]) => [`{outcome="${outcome}"}`, count] as const),
    );
  }
  if (remoteWrite) {
    const { lagMs, queued, capacity, leftFromBefore, sent, dropped, retries, requests, bytes } = remoteWrite;
    add('parked_remote_write_lag_seconds', 'gauge', 'Age of the oldest point that waits.', one(lagMs / 1_000));
    add('parked_remote_write_queued_points', 'gauge', 'Points that wait to be written.', one(queued));
    add(
      'parked_remote_write_queue_capacity_points',
      'gauge',
      'Maximum number of points that wait. Beyond it, the oldest are lost.',
      one(capacity),
    );
    add(
      'parked_remote_write_left_points',
      'gauge',
      'Of those, points that an earlier run left on disk.',
      one(leftFromBefore),
    );
    add('parked_remote_write_sent_points_total', 'counter', 'Points that the server has taken.', one(sent));
    add(
      'parked_remote_write_dropped_points_total',
      'counter',
      'Points lost, because the server refused them or the queue was full.',
      one(dropped),
    );
    add('parked_remote_write_retries_total', 'counter', 'Requests that had to be sent again.', one(retries));
    add('parked_remote_write_requests_total', 'counter', 'Requests sent.', one(requests));
    add('parked_remote_write_bytes_total', 'counter', 'Bytes of the bodies of those requests.', one(bytes));
  }
  return `${lines.join('\n')}\n`;
}
