// All bounds in one table, each with its reason. An administrator can change those that are not fixed, in the data
// source's `bounds`, up to `max_<name>` in the plugin's section of grafana.ini.
import { hourMs, minuteMs, secondMs } from './agreed-times.ts';

interface Limit {
  readonly value: number;
  readonly unit: 'ms' | 'bytes' | 'items';
  /** The bound cannot be changed. */
  readonly fixed: boolean;
  readonly why: string;
}

const KiB = 1024;
const MiB = 1024 * KiB;

export const limits = {
  freshness: { value: 5 * secondMs, unit: 'ms', fixed: false, why: 'panels of one dashboard share one fetch' },
  connectTimeout: {
    value: 3 * secondMs,
    unit: 'ms',
    fixed: false,
    why: 'a host that does not answer at all is soon known',
  },
  fetchTimeout: { value: 10 * secondMs, unit: 'ms', fixed: false, why: 'a third of the time an alert rule has' },
  dumpTimeout: {
    value: 30 * secondMs,
    unit: 'ms',
    fixed: false,
    why: 'a target formats the whole dump before it sends a byte',
  },
  body: {
    value: 16 * MiB,
    unit: 'bytes',
    fixed: false,
    why: 'compressed profiles are kilobytes; more is not a profile',
  },
  dumpBody: { value: 96 * MiB, unit: 'bytes', fixed: false, why: 'the runtime cuts its own dumps at 64 MiB' },
  decompressed: {
    value: 256 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'a small answer can unpack to a thousand times its size',
  },
  dumpText: {
    value: 8 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'the part of a dump that is kept as it was printed; some 8,000 goroutines',
  },
  dumpRows: { value: 5_000, unit: 'items', fixed: false, why: 'what a browser shows as log lines without stalling' },
  profileTables: {
    value: 768 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'two bytes of protobuf can become an object of a hundred bytes',
  },
  memory: {
    value: 160 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'profiles being read, pasted dumps and downloads of the process share it',
  },
  pasteMemory: {
    value: 48 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'of that, pasted dumps: a Viewer can send any number of them',
  },
  downloadMemory: {
    value: 64 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'of that, downloads that wait for whoever asked to read them',
  },
  answerMemory: {
    value: 128 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'all answers in work share it: people three quarters, one data source half',
  },
  historyValues: {
    value: 4_000_000,
    unit: 'items',
    fixed: true,
    why: 'one question reads that many series times points: 32 MB',
  },
  line: { value: MiB, unit: 'bytes', fixed: true, why: 'one endless line must not fill memory' },
  framesPerStack: {
    value: 512,
    unit: 'items',
    fixed: true,
    why: 'innermost and outermost frames tell enough of a runaway recursion',
  },
  stackText: {
    value: 16 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'names and locations of a program of a million lines take a tenth of it',
  },
  stackNodes: {
    value: 1_000_000,
    unit: 'items',
    fixed: true,
    why: 'the frames of all stacks of one profile, shared beginnings counted once',
  },
  sampleIdsPerEntry: { value: 10, unit: 'items', fixed: true, why: 'enough goroutine numbers to look some up' },
  groupsPerProfile: {
    value: 20_000,
    unit: 'items',
    fixed: false,
    why: 'unbounded labels make every goroutine a group of its own',
  },
  knownStacks: {
    value: 48 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'the stacks that profiles of some hundred services share take as much',
  },
  knownReadings: {
    value: 100_000,
    unit: 'items',
    fixed: true,
    why: 'what is known of each stack takes a kilobyte',
  },
  decodedChunks: {
    value: 128 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'dashboards read the same rows of history again and again',
  },
  symbolCharacters: {
    value: 512 * KiB,
    unit: 'items',
    fixed: true,
    why: 'names of a hostile profile must not be kept for ever',
  },
  expressionLength: {
    value: 1_000,
    unit: 'items',
    fixed: true,
    why: 'compiling an expression takes time and memory by its length',
  },
  expressionSize: {
    value: 5_000,
    unit: 'items',
    fixed: true,
    why: 'over all expressions of a query: 30 ms to compile, and 1 MB',
  },
  compiledExpressions: {
    value: 100_000,
    unit: 'items',
    fixed: true,
    why: 'steps of the compiled queries that the process keeps: some 20 MB',
  },
  matchStep: {
    value: 500_000,
    unit: 'items',
    fixed: true,
    why: 'steps times characters of one text: 8 ms in which nobody else is served',
  },
  matchWork: {
    value: 200_000_000,
    unit: 'items',
    fixed: true,
    why: 'the same for all texts of an answer: 3 s; a thousand targets need a tenth',
  },
  series: { value: 500, unit: 'items', fixed: false, why: 'alert instances and legends beyond this help nobody' },
  points: { value: 11_000, unit: 'items', fixed: true, why: "Prometheus' own ceiling for a range answer" },
  flameGraphNodes: { value: 16_384, unit: 'items', fixed: false, why: 'what browsers draw without stalling' },
  inlineDump: { value: 8 * MiB, unit: 'bytes', fixed: true, why: 'a query with a pasted dump still fits one message' },
  metricsPage: {
    value: 4 * MiB,
    unit: 'bytes',
    fixed: true,
    why: "a target's metrics page is read for a handful of series",
  },
  discoveryReply: {
    value: 4 * MiB,
    unit: 'bytes',
    fixed: false,
    why: 'a list of some thousand targets with the labels of their cluster',
  },
  queryText: { value: 16 * KiB, unit: 'bytes', fixed: true, why: 'regular expressions are compiled on every query' },
  queryList: { value: 100, unit: 'items', fixed: true, why: 'conditions are written by hand; thousands are an attack' },
  resourceBody: { value: MiB, unit: 'bytes', fixed: true, why: 'Grafana passes bodies of any size on' },
  targets: { value: 2_000, unit: 'items', fixed: false, why: 'beyond this, collectors should share the work' },
  concurrentFetches: { value: 32, unit: 'items', fixed: false, why: 'a fleet is asked without a burst of sockets' },
  concurrentAnswers: {
    value: 64,
    unit: 'items',
    fixed: true,
    why: 'a query that waits its turn holds no profile; one that is worked on does',
  },
  placesForRules: {
    value: 16,
    unit: 'items',
    fixed: true,
    why: 'what people ask must not keep alert rules waiting',
  },
  waitingQuestions: {
    value: 128 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'a thousand open questions with 120 KB of settings each take less',
  },
  queriesPerCall: {
    value: 100,
    unit: 'items',
    fixed: true,
    why: 'a panel has a handful, and their answers go out in one message',
  },
  answersPerCall: {
    value: 64 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'answers of a call are kept until the last one; 500 series have a tenth',
  },
  answerQueueTimeout: {
    value: 15 * secondMs,
    unit: 'ms',
    fixed: true,
    why: 'half the time an alert rule has',
  },
  surveyTimeout: {
    value: 3 * secondMs,
    unit: 'ms',
    fixed: true,
    why: 'a table of a thousand targets shows what is known by then',
  },
  surveyFetches: {
    value: 8,
    unit: 'items',
    fixed: true,
    why: 'what a fleet can do is found out beside questions and samples',
  },
  surveyFacts: {
    value: hourMs,
    unit: 'ms',
    fixed: true,
    why: 'what a process can do changes when it is replaced, which shows by itself',
  },
  backoff: {
    value: 5 * minuteMs,
    unit: 'ms',
    fixed: false,
    why: 'a dead target is asked ever more seldom, down to this',
  },
  redirects: { value: 0, unit: 'items', fixed: true, why: 'a redirect can lead anywhere, with credentials' },
  history: {
    value: 1024 * MiB,
    unit: 'bytes',
    fixed: false,
    why: 'a disk is shared with Grafana; what is oldest makes room',
  },
  exportedGroups: {
    value: 200,
    unit: 'items',
    fixed: false,
    why: 'series cost their server memory for hours; the rest is one series "other"',
  },
  stackInfo: { value: 1_500, unit: 'bytes', fixed: true, why: 'Mimir takes label values of 2,048 bytes' },
  remoteWriteQueue: {
    value: 500_000,
    unit: 'items',
    fixed: false,
    why: 'an hour of ten targets at 15 s waits while the server is down, in 16 MiB',
  },
  historyReply: {
    value: 64 * MiB,
    unit: 'bytes',
    fixed: false,
    why: 'one target over one piece of a range has a tenth of it',
  },
  baselines: { value: 50, unit: 'items', fixed: true, why: 'whoever may remember one more must not fill the disk' },
  evidence: {
    value: 200,
    unit: 'items',
    fixed: true,
    why: 'profiles and dumps of onsets are looked at once or twice',
  },
  evidencePerTarget: {
    value: 5,
    unit: 'items',
    fixed: true,
    why: 'a process that leaks again and again must not push out the others',
  },
  sourceLines: { value: 2_000, unit: 'items', fixed: true, why: 'a function that people wrote is shorter' },
  credentialFile: {
    value: 64 * KiB,
    unit: 'bytes',
    fixed: true,
    why: 'tokens have a few KiB, and headers take no more',
  },
  receivedBody: {
    value: 16 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'a push holds one profile, which is kilobytes',
  },
  receivedProfiles: {
    value: 256 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'the newest profile of each sender; a thousand of 500 stacks take 200 MiB',
  },
  receiving: { value: 16, unit: 'items', fixed: true, why: 'pushes in memory at once, each up to its bound' },
  receivedRequests: {
    value: 1_000,
    unit: 'items',
    fixed: true,
    why: 'a second: two thousand processes send seven kinds of profiles every 15 s',
  },
  receivedConnections: { value: 4_000, unit: 'items', fixed: true, why: 'each sender keeps one or two open' },
  sourceFile: { value: 4 * MiB, unit: 'bytes', fixed: true, why: 'what people write; generated files can be larger' },
  completions: { value: 200, unit: 'items', fixed: true, why: 'nobody scrolls further; typing narrows the list' },
  baselineName: { value: 100, unit: 'items', fixed: true, why: 'a name is for people, in lists and messages' },
  baselineUnpacked: {
    value: 256 * MiB,
    unit: 'bytes',
    fixed: true,
    why: 'a file on the disk may be anything by the time it is read',
  },
  verdicts: {
    value: 192 * MiB,
    unit: 'bytes',
    fixed: false,
    why: 'a stack whose count moves takes 3 KB to judge, a level one 0.4 KB',
  },
  pastTargets: {
    value: 50,
    unit: 'items',
    fixed: false,
    why: 'verdicts of the past are worked out anew, and a target takes a second',
  },
  pastReplays: {
    value: 2,
    unit: 'items',
    fixed: true,
    why: 'each takes up to half the memory of verdicts while it works',
  },
  grpcMessage: { value: 16 * MiB, unit: 'bytes', fixed: true, why: "the official SDK's own receive bound" },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;

/** The values in force for one data source. */
export type Bounds = Readonly<Record<LimitName, number>>;

export const defaultBounds: Bounds = Object.fromEntries(
  Object.entries(limits).map(([name, limit]) => [name, limit.value]),
) as Bounds;
