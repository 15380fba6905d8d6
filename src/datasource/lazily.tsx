// Loads editors when one is opened, so that dashboards load without them.
import React, { lazy, Suspense } from 'react';
import type { ComponentType } from 'react';
import { LoadingPlaceholder } from '@grafana/ui';

/** A component that loads itself when it is first shown. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function Lazily(props: Props) {
    return (
      <Suspense fallback={<LoadingPlaceholder text="Loading the editor" />}>
        {/* React's types of `lazy` don't take a generic component's properties. */}
        {React.createElement(Loaded as unknown as ComponentType<Props>, props)}
      </Suspense>
    );
  };
}
