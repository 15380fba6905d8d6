// A text of sentences. Code stands between backticks, and a time is never broken over two lines.
import React from 'react';

const moment = /(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC)/;

export function Prose({ text }: { readonly text: string }): React.JSX.Element {
  return (
    <>
      {text
        .split('`')
        .map((part, index) =>
          index % 2 === 1 ? <code key={index}>{part}</code> : <Sentence key={index} text={part} />,
        )}
    </>
  );
}

/** A sentence with names of a program. A backtick in it is a plain character. */
export function Sentence({ text }: { readonly text: string }): React.JSX.Element {
  return (
    <>
      {text.split(moment).map((part, index) =>
        index % 2 === 1 ? (
          <span key={index} className="moment">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </>
  );
}
