// The frames of a stack, innermost first. Own code is highlighted; other frames are dimmed.
import React from 'react';
import type { FrameRow } from '../model.ts';
import { FunctionName } from '../stacks/cells.tsx';
import { cleanText } from '../words.ts';

export function Frames({ frames }: { readonly frames: readonly FrameRow[] }): React.JSX.Element {
  if (frames.length === 0) return <p className="muted">The runtime could not tell the frames of this stack.</p>;
  return (
    <ol className="frames" aria-label="Frames, innermost first">
      {frames.map((frame, index) => {
        return (
          <li key={index} className={frame.own ? 'frame frame-own' : 'frame'}>
            <span className="frame-name">
              <FunctionName name={frame.rawFunction} />
              {frame.own ? <span className="hidden"> (own code)</span> : null}
            </span>
            {frame.file === '' ? null : (
              <bdi className="frame-place" title={cleanText(frame.file)}>
                {shortFile(frame.file)}:{frame.line}
              </bdi>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function shortFile(file: string): string {
  const clean = cleanText(file);
  return clean.slice(clean.lastIndexOf('/') + 1);
}
