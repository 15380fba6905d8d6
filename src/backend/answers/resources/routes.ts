// The table of all resources. Any Viewer may call any path with any method, so only exact matches are served.
import { keepBaseline, listBaselines, removeBaseline } from './baselines.ts';
import type { Route } from './call.ts';
import { listFunctions, listPackages, listPprofLabels, listStacks, listStates } from './completions.ts';
import { downloadProfile, postDownload } from './download.ts';
import { listIgnored } from './ignored.ts';
import { permitDump } from './permit-dumps.ts';
import { downloadReport } from './report.ts';
import { listNames, listTargets, listValues } from './targets.ts';

export const routes: readonly Route[] = [
  { method: 'GET', path: 'targets', role: 'Viewer', answer: listTargets },
  { method: 'GET', path: 'labels', role: 'Viewer', answer: listNames },
  { method: 'GET', path: 'label-values', role: 'Viewer', answer: listValues },
  { method: 'GET', path: 'states', role: 'Viewer', answer: listStates },
  { method: 'GET', path: 'functions', role: 'Viewer', answer: listFunctions },
  { method: 'GET', path: 'packages', role: 'Viewer', answer: listPackages },
  { method: 'GET', path: 'groups', role: 'Viewer', answer: listStacks },
  { method: 'GET', path: 'pprof-labels', role: 'Viewer', answer: listPprofLabels },
  { method: 'GET', path: 'ignored', role: 'Viewer', answer: listIgnored },
  // A query that takes a dump checks the role for dumps itself.
  { method: 'GET', path: 'download', role: 'Viewer', answer: downloadProfile },
  { method: 'POST', path: 'download', role: 'Viewer', answer: postDownload },
  { method: 'POST', path: 'dump-permits', role: 'Admin', answer: permitDump },
  { method: 'GET', path: 'report', role: 'Admin', answer: downloadReport },
  { method: 'GET', path: 'baselines', role: 'Viewer', answer: listBaselines },
  { method: 'POST', path: 'baselines', role: 'Editor', answer: keepBaseline },
  { method: 'DELETE', path: 'baselines', role: 'Editor', answer: removeBaseline },
];
