// The state of something that is loaded: pending, loaded, or failed with a sentence.
import { useEffect, useState } from 'react';

export type Loaded<T> =
  | { readonly step: 'loading' }
  | { readonly step: 'there'; readonly value: T }
  | { readonly step: 'failed'; readonly problem: string };

/** Reloads when `key` changes. The old value is kept until the new one arrives, unless `fresh` changes too. */
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
    // `load` changes on every render; `key` identifies what it loads.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, subject]);
  return state.subject === subject ? state.loaded : { step: 'loading' };
}
