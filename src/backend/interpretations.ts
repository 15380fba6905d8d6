// The cache of all interpretations in this process. Data sources watch the same programs.
import { InterpretationCache } from '../core/stack/interpretation-cache.ts';

export const interpretations = new InterpretationCache();
