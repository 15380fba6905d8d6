// `targets`: what each target can do. It is about processes, so there is nothing to filter but which of them, and always of
// now, so that there is nothing else to choose.
import React from 'react';
import { SourcePart } from '../parts/source-part.tsx';
import type { PartProps } from '../part.ts';

export function TargetsEditor(props: PartProps) {
  return <SourcePart {...props} />;
}
