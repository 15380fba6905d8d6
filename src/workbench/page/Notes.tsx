// Notes about an answer: problems, and what it leaves out.
import React from 'react';
import { Prose } from '../detail/Prose.tsx';
import { cleanText } from '../words.ts';

export function Problem({ text, what }: { readonly text: string; readonly what?: string }): React.JSX.Element | null {
  if (text === '') return null;
  return (
    <div className="banner" role="alert">
      {what === undefined ? null : <strong>{what} </strong>}
      {cleanText(text)}
    </div>
  );
}

/** The answer is valid, but has a warning. */
export function Warning({ text }: { readonly text: string }): React.JSX.Element {
  return (
    <p className="banner banner-warning" role="status">
      {cleanText(text)}
    </p>
  );
}

export function Notices({ texts }: { readonly texts: readonly string[] }): React.JSX.Element | null {
  const own = [...new Set(texts)];
  if (own.length === 0) return null;
  return (
    <ul className="notices" aria-label="Notices">
      {own.map((text) => (
        <li key={text}>
          <Prose text={cleanText(text)} />
        </li>
      ))}
    </ul>
  );
}

export function Empty(props: { readonly title: string; readonly children?: React.ReactNode }): React.JSX.Element {
  return (
    <div className="empty">
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

/** Placeholder of a table that is loading. */
export function Waiting({ rows }: { readonly rows: number }): React.JSX.Element {
  return (
    <div className="waiting" role="status">
      <span className="hidden">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  );
}
