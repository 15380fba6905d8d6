// The writers of all forms in which a build reports findings. A new form is a file of its own, a line here, and its
// name.
import type { CiContext, Finding } from './findings.ts';
import type { CiForm } from './form-names.ts';
import { writeGithub } from './github.ts';
import { writeGitlab } from './gitlab.ts';
import { writeJunit } from './junit.ts';
import { writeSarif } from './sarif.ts';

export const writeFindings: Readonly<Record<CiForm, (findings: readonly Finding[], context: CiContext) => string>> = {
  sarif: writeSarif,
  junit: writeJunit,
  github: writeGithub,
  gitlab: writeGitlab,
};
