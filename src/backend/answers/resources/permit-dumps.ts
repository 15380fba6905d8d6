// `dump-permits`: allows the caller's next dump to exceed the bound on its pause.
import { succeed, type Result } from '../../../core/problem.ts';
import { permitDumps } from '../gather/dump-permits.ts';
import { nameOwner } from '../turns/coalescing-key.ts';
import type { Call, Reply } from './call.ts';

export async function permitDump({ context, ports }: Call): Promise<Result<Reply>> {
  permitDumps(nameOwner(context), ports.nowMs());
  return Promise.resolve(succeed({ json: { permitted: true } }));
}
