// The cache of all interpretations in this process. Data sources watch the same programs.
import { InterpretationCache } from '../core/stack/interpretation-cache.ts';

/** For the whole process: what a symbol or a stack means does not depend on who asks. Its size is bounded. */
export const interpretations = new InterpretationCache();
