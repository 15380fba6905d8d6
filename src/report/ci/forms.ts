// The forms in which a build reports findings. A new one is a file of its own and a line here.
import type { CiContext, Finding } from './findings.ts';
import { writeGithub } from './github.ts';
import { writeGitlab } from './gitlab.ts';
import { writeJunit } from './junit.ts';
import { writeSarif } from './sarif.ts';

export const ciForms = ['sarif', 'junit', 'github', 'gitlab'] as const;
export type CiForm = (typeof ciForms)[number];

export const writeFindings: Readonly<Record<CiForm, (findings: readonly Finding[], context: CiContext) => string>> = {
  sarif: writeSarif,
  junit: writeJunit,
  github: writeGithub,
  gitlab: writeGitlab,
};
