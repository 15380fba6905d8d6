// All parts of the settings. A new setting is a file with its part, and one line here. The shape of `jsonData`, the
// type of the settings and their reader follow from this list.
import { accessPart } from './settings-access.ts';
import { urlAuthPart } from './settings-auth.ts';
import { boundsPart } from './settings-bounds.ts';
import { timeoutPart, unsupportedPart, urlPart } from './settings-connection.ts';
import { discoveryPart } from './settings-discovery.ts';
import { dumpsPart } from './settings-dumps.ts';
import { historyPart } from './settings-history.ts';
import { ignorePart } from './settings-ignore.ts';
import { pastPart } from './settings-past.ts';
import { authPart } from './settings-named-auth.ts';
import { processPart } from './settings-process.ts';
import { samplingPart } from './settings-sampling.ts';
import { sourcePart } from './settings-source.ts';
import { stacksPart } from './settings-stacks.ts';
import { targetsPart } from './settings-targets.ts';

/** In the order in which problems are reported. */
export const settingsParts = [
  urlPart,
  unsupportedPart,
  urlAuthPart,
  authPart,
  targetsPart,
  discoveryPart,
  processPart,
  sourcePart,
  dumpsPart,
  samplingPart,
  historyPart,
  pastPart,
  ignorePart,
  stacksPart,
  boundsPart,
  timeoutPart,
  accessPart,
] as const;
