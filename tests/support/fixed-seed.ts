// Property tests try the same inputs on every machine, so that a failure is about the change at hand. PARKED_SEED tries
// others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PARKED_SEED'] ?? 20_261_121) });
