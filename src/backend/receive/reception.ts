// Opens the ways by which profiles arrive: the server for pushes, and the watched folders.
import type { Settings } from '../../core/query/settings.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { openReceiver, type Receiver } from './receiver.ts';
import { watchFolder, type FolderWatch } from './watch-folder.ts';

/** Who may send profiles, and where. */
export interface ReceiveConfig {
  /** Where pushes are accepted. Undefined for nowhere. With an empty secret, anybody may push. */
  readonly listen: { readonly host: string; readonly port: number; readonly secret: string } | undefined;
  /** Folders into which others drop profiles. */
  readonly folders: readonly string[];
  /** The current settings. */
  readonly settings: () => Pick<Settings, 'bounds' | 'labelKeys'>;
  /** Called once for each new problem of a folder. */
  readonly onProblem: (problem: string) => void;
  readonly onBug: (error: unknown) => void;
}

export interface Reception {
  readonly inbox: Inbox;
  /** Starts accepting profiles. Rejects if it cannot listen. Resolves to the address if it listens. */
  start(): Promise<string | undefined>;
  close(): Promise<void>;
}

export function openReception(config: ReceiveConfig, nowMs: () => number): Reception {
  const { listen, folders, settings, onProblem, onBug } = config;
  const inbox = createInbox({ nowMs, maxTargets: () => settings().bounds.targets });
  const receiving = { inbox, settings, nowMs };
  let receiver: Receiver | undefined;
  let watches: readonly FolderWatch[] = [];
  return {
    inbox,
    start: async () => {
      if (listen !== undefined) receiver = await openReceiver({ ...listen, ...receiving, onBug });
      watches = folders.map((folder) => watchFolder({ ...receiving, folder, onProblem: once(onProblem) }));
      return receiver?.address;
    },
    close: async () => {
      await receiver?.close();
      await Promise.all(watches.map((watch) => watch.close()));
    },
  };
}

function once(tell: (problem: string) => void): (problem: string | undefined) => void {
  let told: string | undefined;
  return (problem) => {
    if (problem !== undefined && problem !== told) tell(problem);
    told = problem;
  };
}
