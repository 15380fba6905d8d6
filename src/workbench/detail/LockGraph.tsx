// Draws who waits for whom. Each goroutine is a box, one below the other. An arrow leads to the holder of the lock that
// it waits for. The arrow that closes a circle leads back up.
import React from 'react';
import type { Party } from '../../core/analysis/wait-for/model.ts';
import type { GraphEdge, WaitGraph } from '../../core/analysis/wait-for/lay-graph.ts';
import { formatAmount } from '../../core/format.ts';
import { cleanText } from '../words.ts';

const size = { box: 44, gap: 40, width: 460, side: 40 } as const;
/** Characters that fit into a box. */
const maxChars = 56;
const pitch = size.box + size.gap;

export function LockGraph({ nodes, edges, queued }: WaitGraph): React.JSX.Element {
  const isClosed = edges.some(({ from, to }) => to <= from);
  const height = nodes.length * pitch + 4 - (isClosed ? 0 : size.gap);
  const said = edges.map((edge) => describeEdge(nodes[edge.from]?.party, edge, nodes[edge.to]?.party)).join(' ');
  return (
    <figure className="lock-graph">
      <svg viewBox={`0 0 ${size.width + size.side} ${height}`} role="img" aria-label={`Who waits for whom. ${said}`}>
        <defs>
          <marker id="lock-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        {nodes.map(({ party }, index) => (
          <g key={index} transform={`translate(1 ${2 + index * pitch})`} className="lock-node">
            <rect width={size.width - 2} height={size.box} rx="6" />
            <text x="10" y="18">
              {party === undefined ? 'Nobody in the dump' : shorten(nameParty(party))}
              <title>{party?.function}</title>
            </text>
            <text x="10" y="35" className="lock-place">
              {party === undefined ? '' : shorten(`${party.location}, ${party.state}`)}
            </text>
          </g>
        ))}
        {edges.map((edge) => (
          <Arrow key={edge.from} {...edge} />
        ))}
      </svg>
      {queued === 0 ? null : (
        <figcaption className="muted small">
          {formatAmount(queued, 'goroutine waits', 'goroutines wait')} behind it
        </figcaption>
      )}
    </figure>
  );
}

/** Down to the next box, or around the side back up. */
function Arrow({ from, to, lock, guess }: GraphEdge): React.JSX.Element {
  const start = 2 + from * pitch + size.box;
  const right = size.width + size.side - 14;
  const path =
    to > from
      ? `M24 ${start}V${start + size.gap}`
      : `M24 ${start}v${size.gap - 10}H${right}V${2 + to * pitch + size.box / 2}H${size.width - 1}`;
  return (
    <g className="lock-edge">
      <path d={path} markerEnd="url(#lock-arrow)" />
      <text x="36" y={start + 22}>
        {shorten(`${lock}${guess ? ', a guess' : ''}`)}
      </text>
    </g>
  );
}

function describeEdge(waits: Party | undefined, { lock, guess }: GraphEdge, holds: Party | undefined): string {
  const who = holds === undefined ? 'nobody in the dump holds it' : `${nameParty(holds)} holds it or must act`;
  return `${waits === undefined ? '' : nameParty(waits)} waits for ${lock}: ${who}${guess ? ', a guess' : ''}.`;
}

const nameParty = ({ count, function: name }: Party): string => cleanText(`${count > 1 ? `${count} × ` : ''}${name}`);

function shorten(text: string): string {
  const clean = cleanText(text);
  // Names differ at their end.
  return clean.length <= maxChars ? clean : `…${clean.slice(1 - maxChars)}`;
}
