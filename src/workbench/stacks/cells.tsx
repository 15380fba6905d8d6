// The cells of rows.
import React from 'react';
import type { Grade } from '../../core/analysis/model.ts';
import { cleanText, formatChange, splitName } from '../words.ts';

export function GradeBadge({ grade }: { readonly grade: Grade | null }): React.JSX.Element | null {
  return grade === null ? null : <span className={`badge badge-${grade}`}>{grade}</span>;
}

/** A function name with its path. If it does not fit, the ends of both are shown. */
export function FunctionName({ name }: { readonly name: string }): React.JSX.Element {
  const { path, rest } = splitName(name === '' ? '(no frames)' : name);
  return (
    <span className="function" title={`${path}${rest}`}>
      {path === '' ? null : (
        <span className="function-path">
          <bdi>{path}</bdi>
        </span>
      )}
      <span className="function-rest">
        <bdi>{rest}</bdi>
      </span>
    </span>
  );
}

/** The process, if the table has several. */
export function TargetName({ target }: { readonly target: string }): React.JSX.Element | null {
  if (target === '') return null;
  return (
    <>
      <i className="dot" />
      <bdi className="row-target">{cleanText(target)}</bdi>
    </>
  );
}

export function StateName({ state }: { readonly state: string }): React.JSX.Element {
  return <bdi className="state">{state === '' ? '–' : cleanText(state)}</bdi>;
}

export function Growth({ value }: { readonly value: number | null }): React.JSX.Element {
  if (value === null) return <span className="number muted">–</span>;
  const direction = value > 0.05 ? 'up' : value < -0.05 ? 'down' : 'muted';
  return <span className={`number ${direction}`}>{formatChange(value)}</span>;
}
