// Shown while there is nothing to look at.
import React from 'react';
import { Empty } from './Notes.tsx';

export function Welcome(): React.JSX.Element {
  return (
    <main className="page">
      <Invitation title="Drop a dump anywhere on this page" />
    </main>
  );
}

/** What can be opened, and how. */
export function Invitation({ title }: { readonly title: string }): React.JSX.Element {
  return (
    <Empty title={title}>
      <p>
        Any form that Go writes: <code>debug=0</code>, <code>1</code> or <code>2</code>, a crash, a log with a dump in
        it; gzip or not. It is read here in the browser and sent nowhere. Pasted text works as well.
      </p>
      <p>
        <label htmlFor="open-dumps" className="button button-main">
          Open a dump
        </label>
      </p>
      <p className="muted">
        To watch a running process: <code>parked serve http://localhost:6060</code>
      </p>
    </Empty>
  );
}
