// Damaged history files, damaged logs beside them and killed writers, as in every change, in the numbers of a night:
// 10,000 files, 10,000 logs, 200 kills.
import '../../src/backend/history/embedded/fuzz.test.ts';
import '../history/damaged-log.test.ts';
import '../history/kill.test.ts';
