// Goroutines of a stack as the runtime printed them, with arguments, addresses and wait times.
import React, { useState } from 'react';
import type { DumpFacts, StackRow, SuspectRow } from '../model.ts';
import { formatAmount, formatCount } from '../../core/format.ts';
import { cleanText } from '../words.ts';
import { AskBlock } from './AskBlock.tsx';
import type { StackSource } from './stack-source.ts';

interface TextsProps {
  readonly row: StackRow | SuspectRow;
  readonly facts: DumpFacts;
  readonly find: StackSource['findTexts'];
}

export function Texts({ row, facts, find }: TextsProps): React.JSX.Element | null {
  const [found, setFound] = useState<readonly string[]>();
  const texts = facts.texts ?? found;
  if (texts !== undefined) return <Shown texts={texts} of={facts.goroutines} />;
  if (find === undefined) return null;
  return (
    <AskBlock
      title="Text"
      hint="As the runtime printed it, with arguments and addresses."
      label="Show the text"
      busyLabel="Looking for it …"
      ask={() => find(row)}
      onAnswer={setFound}
    />
  );
}

function Shown({ texts, of }: { readonly texts: readonly string[]; readonly of: number }): React.JSX.Element {
  return (
    <section className="facts-block facts-text">
      <h3>Text</h3>
      <p className="muted small">
        {texts.length < of
          ? `${formatCount(texts.length)} of ${formatAmount(of, 'goroutine')}, as the runtime printed them.`
          : `As the runtime printed ${texts.length === 1 ? 'it' : 'them'}.`}
      </p>
      <pre className="raw" tabIndex={0} aria-label="Text of goroutines">
        {texts.map(cleanLines).join('\n\n')}
      </pre>
    </section>
  );
}

/** Keeps line breaks and indents, and escapes other control characters. */
function cleanLines(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(cleanText).join('\t'))
    .join('\n');
}
