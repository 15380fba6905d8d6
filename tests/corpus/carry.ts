// Puts the text of a recording into carriers. This is the reverse of core/transport, written independently.
import { answers } from './carries/answers.ts';
import { collectors } from './carries/collectors.ts';
import { data } from './carries/data.ts';
import { logs } from './carries/logs.ts';
import { terminals } from './carries/terminals.ts';
import { tickets } from './carries/tickets.ts';
import type { Carry } from './carries/writing.ts';

export const carries: Readonly<Record<string, Carry>> = {
  ...logs,
  ...terminals,
  ...tickets,
  ...collectors,
  ...data,
  ...answers,
};
