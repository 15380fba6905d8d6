// Answers 100 ms after it was asked, in a process of its own; tells its parent the port.
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers';

const server = createServer((_, answer) => setTimeout(() => answer.end('ok'), 100));
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit(0));
