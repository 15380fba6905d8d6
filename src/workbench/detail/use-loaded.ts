// Something that is loaded while the page goes on: not there yet, there, or failed with a sentence.
import { useEffect, useState } from 'react';

export type Loaded<T> =
  | { readonly step: 'loading' }
  | { readonly step: 'there'; readonly value: T }
  | { readonly step: 'failed'; readonly problem: string };

/** Loads anew when `key` changes; what was there stays until the new is, unless `fresh` names something else. */
export function useLoaded<T>(key: string, subject: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ readonly subject: string; readonly loaded: Loaded<T> }>({
    subject,
    loaded: { step: 'loading' },
  });
  useEffect(() => {
    const ending = new AbortController();
    load(ending.signal)
      .then((value) => {
        if (!ending.signal.aborted) setState({ subject, loaded: { step: 'there', value } });
      })
      .catch((error: unknown) => {
        if (ending.signal.aborted) return;
        const problem = error instanceof Error ? error.message : String(error);
        setState({ subject, loaded: { step: 'failed', problem } });
      });
    return () => ending.abort();
    // `load` is made anew with every render; what it loads is what `key` says.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, subject]);
  return state.subject === subject ? state.loaded : { step: 'loading' };
}
