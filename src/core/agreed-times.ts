// Times and shares that several modules must agree on. Each carries its reason. Bounds are in limits.ts.

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/**
 * How long the last profile stands in for a target that cannot be read, and how long the last sample of a series holds.
 * A process that cannot answer must not resolve its own alert. After five minutes it counts as gone, like a series in
 * Prometheus.
 */
export const standInMs = 5 * minuteMs;

/**
 * How long after its end a time range still counts as "now". A dashboard left open keeps asking for the range it was
 * opened with, and refreshes every few minutes.
 */
export const lateRangeMs = 5 * minuteMs;

/**
 * The range that verdicts cover: a week, because load repeats weekly, and half a day, so that the same hour a week ago
 * is included. The data behind verdicts is kept for this long.
 */
export const verdictSpanMs = 7.5 * dayMs;

/** The time between two samples if the settings do not say it. Two of them fit into the minute of an alert rule. */
export const usualIntervalMs = 30 * secondMs;

/** A data source that nobody has asked for this long was probably deleted. Its users may be on holiday for shorter. */
export const usualIdleMs = 7 * dayMs;

/** How long history is kept if the settings do not say it. Prometheus keeps its own series for as long. */
export const usualRetentionMs = 15 * dayMs;

/** The step of history older than a day. Each step keeps the lowest, highest and last count. */
export const downsampledStepMs = 5 * minuteMs;

/**
 * How many sampling intervals old a sample may be and still count as current. Alert rules are answered from it. One
 * scrape may fail before a target counts as stale.
 */
export const currentIntervals = 2;

/** The share of a target's time that fetching may take, live queries included. */
export const fetchShare = 0.01;

/** The shortest time between two leak profiles. Each one costs the target a garbage collection. */
export const leakProfileMs = hourMs;
