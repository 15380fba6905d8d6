// A part of the detail that loads when its button is pressed.
import React, { useState } from 'react';

interface AskBlockProps<T> {
  readonly title: string;
  /** What pressing the button loads, and its cost. */
  readonly hint: string;
  readonly label: string;
  readonly busyLabel: string;
  readonly ask: () => Promise<T>;
  readonly onAnswer: (answer: T) => void;
}

export function AskBlock<T>({ title, hint, label, busyLabel, ask, onAnswer }: AskBlockProps<T>): React.JSX.Element {
  const [problem, setProblem] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const press = () => {
    setIsBusy(true);
    setProblem('');
    ask()
      .then(onAnswer)
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setIsBusy(false));
  };
  return (
    <section className="facts-block">
      <h3>{title}</h3>
      <p className="muted small">{hint}</p>
      <button type="button" className="button" onClick={press} disabled={isBusy}>
        {isBusy ? busyLabel : label}
      </button>
      {problem === '' ? null : (
        <p className="problem small" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
