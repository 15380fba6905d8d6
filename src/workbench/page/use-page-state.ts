// Synchronises the state of the page with its address.
import { useCallback, useEffect, useState } from 'react';
import { readAddress, writeAddress, type PageState } from '../address.ts';

export function usePageState(): readonly [PageState, (part: Partial<PageState>) => void] {
  const [state, setState] = useState<PageState>(() => readAddress(location.hash));
  const change = useCallback((part: Partial<PageState>) => setState((before) => ({ ...before, ...part })), []);
  useEffect(() => {
    const hash = writeAddress(state);
    if (hash !== location.hash) history.replaceState(null, '', hash === '' ? location.pathname : hash);
  }, [state]);
  useEffect(() => {
    const follow = () => setState(readAddress(location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return [state, change];
}
