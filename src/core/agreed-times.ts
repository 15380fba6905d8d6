// Times and shares that several rooms have to agree on, each with its reason. Bounds are in limits.ts.

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/**
 * How long the last profile of a target that cannot be read stands in for it, and how long the last sample of a series
 * holds. A process too sick to answer must not resolve its own alert; after five minutes it counts as gone, as a series
 * does in Prometheus.
 */
export const standInMs = 5 * minuteMs;

/**
 * How long after its end a time range still means now. A dashboard that is left open asks for the range it was opened
 * with, and is refreshed every few minutes.
 */
export const lateRangeMs = 5 * minuteMs;

/** The step of history after its first day: least, most and last count of each. */
export const downsampledStepMs = 5 * minuteMs;

/**
 * How many sampling intervals old a sample may be and still speak for now. Alert rules are answered from it; one turn
 * may fail before a target counts as stale.
 */
export const currentIntervals = 2;

/** The share of a target's time that fetching may take, live questions included. */
export const fetchShare = 0.01;

/** A leak profile costs the target a garbage collection, so one an hour is the most. */
export const leakProfileMs = hourMs;
