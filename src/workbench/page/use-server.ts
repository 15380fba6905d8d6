// Loads the server's description, and retries until it answers.
import { useEffect, useState } from 'react';
import { askInfo, type ServerInfo } from '../live/ask.ts';

interface ServerState {
  readonly info: ServerInfo | undefined;
  readonly problem: string;
}

/** A server that restarts is back within seconds. */
const retryMs = 2_000;

export function useServer(): ServerState {
  const [state, setState] = useState<ServerState>({ info: undefined, problem: '' });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const ask = async (): Promise<void> => {
      try {
        const info = await askInfo();
        if (!isGone) setState({ info, problem: '' });
      } catch (error) {
        if (isGone) return;
        setState((before) => ({ ...before, problem: error instanceof Error ? error.message : String(error) }));
        timer = setTimeout(() => void ask(), retryMs);
      }
    };
    void ask();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, []);
  return state;
}
