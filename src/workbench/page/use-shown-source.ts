// The source that is shown. Each source keeps its view and filter while another one is shown.
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { firstState, type PageState } from '../address.ts';

type Place = Pick<PageState, 'view' | 'filter'>;

interface ShownSource {
  /** Null for the running processes. */
  readonly shown: string | null;
  /** Keeps the view that the address asks for. */
  readonly start: (id: string) => void;
  readonly show: (id: string) => void;
}

export function useShownSource(
  live: string,
  state: PageState,
  change: (part: Partial<PageState>) => void,
): ShownSource {
  const [shown, start] = useState<string | null>(null);
  const places = useRef(new Map<string, Place>());
  const latest = useRef<Place>(state);
  useLayoutEffect(() => {
    latest.current = { view: state.view, filter: state.filter };
  });
  const show = useCallback(
    (id: string) => {
      places.current.set(shown ?? live, latest.current);
      start(id);
      const { view, filter } = places.current.get(id) ?? firstState;
      change({ view, filter, open: null, compare: null });
    },
    [shown, live, change],
  );
  return { shown, start, show };
}
