import type { OutputOptions } from './output.ts';

export interface TestOptions extends OutputOptions {
  readonly baseline?: string;
  readonly update?: true;
  readonly config?: string;
  readonly ownCode?: readonly string[];
}
