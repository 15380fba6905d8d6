/** Number of newest sample times that a clock keeps, and so the longest run of values that is added at once. */
export const keptTimes = 128;
