// Reads sources for an agent and judges them, as `parked report` does.
import type { CompleteQuery } from '../../core/query/model.ts';
import { createProfileReader } from '../../core/profile/reader.ts';
import { InterpretationCache } from '../../core/stack/interpretation-cache.ts';
import { interpretProfile } from '../../core/stack/interpret.ts';
import { readProfileBytes } from '../../backend/service.ts';
import { compileReport } from '../../report/compile.ts';
import { orderFiles } from '../../report/file-series.ts';
import { makeGroupCounter } from '../../report/group-series.ts';
import { ReportJudge } from '../../report/judge.ts';
import type { Series, SourceProfile } from '../../report/model.ts';
import { extendSeries, splitParts, type SeriesReader } from '../../report/series.ts';
import { CommandFailure, exitStatus, usageFailure } from '../exit-status.ts';
import type { FetchOptions } from '../options/fetching.ts';
import type { McpOptions } from '../options/mcp.ts';
import { nameOption, readSelection } from '../options/read-selection.ts';
import { readFileProfiles } from '../read-file.ts';
import { openUrl, withTargets } from '../read-url.ts';
import { completeSources, isUrl, parseSourceUrl } from '../source-url.ts';
import type { Terminal } from '../terminal.ts';
import type { Access } from './access.ts';
import { makeMark } from './mark.ts';
import type { Reading } from './readings.ts';

interface ReadRequest {
  readonly sources: readonly string[];
  readonly text: string | undefined;
  readonly profile: FetchOptions['profile'];
  readonly dump: boolean;
  /** The time between files that have no time of their own. */
  readonly intervalMs: number | undefined;
}

/** Earlier moments of the same URLs. Growth shows from the second moment on. */
interface Followed {
  readonly judge: ReportJudge;
  readonly reader: SeriesReader;
  readonly query: CompleteQuery;
  readonly series: Map<string, Series>;
}

type Unnamed = Omit<Reading, 'id'>;

export class SourceReader {
  readonly #access: Access;
  readonly #options: McpOptions;
  readonly #terminal: Terminal;
  readonly #followed = new Map<string, Followed>();

  constructor(access: Access, options: McpOptions, terminal: Terminal) {
    this.#access = access;
    this.#options = options;
    this.#terminal = terminal;
  }

  /** Throws a CommandFailure for a source that may not or cannot be read. */
  async read(request: ReadRequest): Promise<Unnamed> {
    const { sources, text, intervalMs } = request;
    if ((text === undefined) === (sources.length === 0))
      throw usageFailure('Name sources, or paste text: one of both.');
    if (text !== undefined) return this.#judgeFiles(await readText(text), intervalMs);
    const complete = completeSources(sources);
    const urls = complete.filter(isUrl);
    if (urls.length > 0 && urls.length < complete.length)
      throw usageFailure('Read URLs and files one after the other.');
    if (urls.length > 0) return this.#readUrls(urls, request);
    const profiles: SourceProfile[] = [];
    for (const path of complete.map((file) => this.#access.resolveFile(file))) {
      profiles.push(...(await readFileProfiles(path, [], this.#terminal)));
    }
    return this.#judgeFiles(profiles, intervalMs);
  }

  #judgeFiles(profiles: readonly SourceProfile[], intervalMs: number | undefined): Unnamed {
    const parts = splitParts(profiles);
    const followed = this.#follow(parts.length);
    const ordered = parts.map((part) => orderFiles(part, followed.reader, intervalMs));
    const series = ordered.flatMap((one) => one.series ?? []);
    return this.#finish(
      followed,
      series,
      profiles,
      ordered.flatMap(({ notes }) => notes),
    );
  }

  async #readUrls(urls: readonly string[], { profile, dump }: ReadRequest): Promise<Unnamed> {
    for (const url of urls) {
      parseSourceUrl(url);
      this.#access.checkUrl(url);
    }
    const options = { ...this.#options, ...(profile && { profile }), ...(dump && { dump: true as const }) };
    const key = JSON.stringify([urls, profile ?? '', dump]);
    const followed = this.#followed.get(key) ?? this.#follow(urls.length);
    const placed = await withTargets((targets) =>
      Promise.all(
        urls.map(async (url) => {
          const opened = await openUrl(targets, url, options, []);
          return { url, labels: opened.labels, ...(await opened.fetch()), figures: await opened.readFigures() };
        }),
      ),
    );
    // Kept only when all are read, so that a failure leaves no partial moment.
    this.#followed.set(key, followed);
    for (const one of placed) {
      followed.series.set(one.url, extendSeries(one.labels, followed.series.get(one.url), one, followed.reader));
    }
    return this.#finish(followed, [...followed.series.values()], placed, []);
  }

  #follow(targets: number): Followed {
    const query = { ...readSelection({}), per: targets > 1 ? ['instance'] : [] };
    const judge = new ReportJudge(query.per);
    const interpreting = { ownCode: this.#options.ownCode ?? [], labelKeys: [] };
    const cache = new InterpretationCache();
    const reader: SeriesReader = {
      interpret: (profile) => interpretProfile(profile, interpreting, cache),
      count: makeGroupCounter(query),
      judge: (...sample) => judge.push(...sample),
    };
    return { judge, reader, query, series: new Map() };
  }

  #finish(
    { judge, query }: Followed,
    series: readonly Series[],
    profiles: readonly SourceProfile[],
    notes: readonly string[],
  ): Unnamed {
    const compiled = compileReport(series, query, judge.judge());
    if (!compiled.ok) throw nameOption(compiled.problem);
    // An agent has a parameter in place of each option.
    const told = notes.map((note) => note.replace('--interval', 'interval_seconds'));
    const report = { ...compiled.value, notes: [...told, ...compiled.value.notes] };
    const mark = makeMark(
      series.map(({ last }) => last.interpreted),
      profiles.map(({ source }) => source),
    );
    return { report, series, profiles, mark };
  }
}

/** Reads text that the agent passes. Throws a CommandFailure if it holds no profile. */
async function readText(text: string): Promise<readonly SourceProfile[]> {
  async function* chunks() {
    yield new TextEncoder().encode(text);
  }
  const source = 'pasted-text';
  const bounds = { source, maxBytes: Infinity, maxDecompressedBytes: Infinity };
  const read = await readProfileBytes(chunks(), { ...bounds, reader: createProfileReader({ labelKeys: [] }) });
  if (!read.ok) throw new CommandFailure(exitStatus.unreadable, read.problem.message);
  const { result } = read.value;
  switch (result.outcome) {
    case 'read':
      return result.profiles.map((profile) => ({ source, profile, timeMs: profile.timeMs }));
    case 'broken':
      throw new CommandFailure(exitStatus.unreadable, `A broken ${result.format} profile.`);
    case 'unrecognised':
      throw new CommandFailure(exitStatus.unreadable, `There is no goroutine profile in the text. ${result.hint}`);
  }
}
