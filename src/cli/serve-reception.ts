// Pushed profiles in the workbench.
import { openReception, type Reception } from '../backend/service.ts';
import type { RequestContext } from '../core/query/request.ts';
import { readSettings } from '../core/query/settings-reader.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { checkReceive, type ReceiveListen } from './receive-listen.ts';

interface Options {
  readonly listen: Omit<ReceiveListen, 'secret'>;
  readonly context: RequestContext;
  readonly onBug: (error: unknown) => void;
}

/** Throws a CommandFailure if other machines could push without a secret, or if the address is not free. */
export async function receivePushes({ listen, context, onBug }: Options): Promise<Reception> {
  const settings = readSettings(context.dataSource, context.pluginConfig);
  if (!settings.ok) throw new CommandFailure(exitStatus.usage, settings.problem.message);
  const secret = process.env['PARKED_RECEIVE_SECRET'] ?? '';
  const reception = await openReception({
    listen: checkReceive({ ...listen, secret }),
    folders: [],
    settings: () => settings.value,
    onProblem: () => undefined,
    onBug,
  });
  await reception.start().catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const message = `--receive ${listen.host}:${listen.port}: it cannot be listened on (${code}).`;
    throw new CommandFailure(exitStatus.unreadable, message);
  });
  return reception;
}
