// Buttons that show the same goroutines with another query type.
import React from 'react';
import { Button } from '@grafana/ui';
import type { QueryType } from '../../core/query/model.ts';
import { listMoves } from '../moves.ts';
import { queryTypeTraits } from '../query-types.ts';
import type { ParkedQuery } from '../query.ts';

interface Props {
  readonly query: ParkedQuery;
  readonly onMove: (type: QueryType) => void;
}

export function Moves({ query, onMove }: Props) {
  return listMoves(query).map((type) => (
    <Button
      key={type}
      type="button"
      size="sm"
      variant="secondary"
      fill="text"
      tooltip={queryTypeTraits[type].description}
      onClick={() => onMove(type)}
    >
      {queryTypeTraits[type].label}
    </Button>
  ));
}
