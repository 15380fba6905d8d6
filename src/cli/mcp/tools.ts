// The tools of the server. One reads a source; the others ask about a reading by its id.
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { grades } from '../../core/analysis/model.ts';
import type { McpOptions } from '../options/mcp.ts';
import type { Terminal } from '../terminal.ts';
import type { Access } from './access.ts';
import { answer } from './answer.ts';
import { describeDiff } from './describe-diff.ts';
import { describeReading, describeSuspects } from './describe-reading.ts';
import { describeSource } from './describe-source.ts';
import { describeStack } from './describe-stack.ts';
import { describeWaitFor } from './describe-wait-for.ts';
import { SourceReader } from './read-sources.ts';
import { Readings, type Reading } from './readings.ts';

/** A pasted text is held in memory as a whole, unlike a file. */
const maxTextChars = 4_000_000;
const maxSources = 200;

const reading = z.string().max(20).describe('Id of a reading, such as r1');
const fingerprint = z
  .string()
  .regex(/^[0-9a-f]{4,16}$/)
  .describe('Fingerprint of a stack, or its beginning');
const readOnly = { readOnlyHint: true, openWorldHint: false } as const;

export function addTools(server: McpServer, access: Access, options: McpOptions, terminal: Terminal): void {
  const readings = new Readings();
  const sources = new SourceReader(access, options, terminal);
  const ask = (id: string, describe: (found: Reading) => object | Promise<object>) =>
    answer(async () => {
      const found = readings.find(id);
      return { document: await describe(found), mark: found.mark };
    });

  server.registerTool(
    'read',
    {
      title: 'Read goroutine profiles and judge them',
      description:
        'Reads a goroutine profile of a Go program and answers with the verdict and the ranked suspects. Several ' +
        'files are a series of one program. Reading a URL again adds a moment: what rises needs three, and growth ' +
        'alone is watch from thirty. A profile at rest before load and one at rest after it, compared with diff, ' +
        'show what load leaves behind.',
      inputSchema: {
        sources: z.array(z.string().max(4_096)).max(maxSources).optional().describe('URLs (http://app:6060) or files'),
        text: z.string().max(maxTextChars).optional().describe('A pasted dump or log, instead of sources'),
        profile: z
          .enum(['goroutine', 'goroutineleak'])
          .optional()
          .describe("For URLs. goroutineleak is the runtime's proof (Go 1.26 and later); the target collects garbage"),
        dump: z
          .boolean()
          .optional()
          .describe('For URLs: debug=2, which knows waits, creators and locks, and stops the program for a moment'),
        interval_seconds: z
          .number()
          .positive()
          .max(86_400)
          .optional()
          .describe('For files in the order of time that carry no times, such as text dumps: how far apart they are'),
      },
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    ({ sources: named = [], text, profile, dump = false, interval_seconds }) =>
      answer(async () => {
        const intervalMs = interval_seconds === undefined ? undefined : interval_seconds * 1000;
        const kept = readings.keep(await sources.read({ sources: named, text, profile, dump, intervalMs }));
        return { document: describeReading(kept), mark: kept.mark };
      }),
  );
  server.registerTool(
    'suspects',
    {
      title: 'More suspects of a reading',
      description: 'Lists suspects from a rank on, the surest first. read has given the first ten.',
      inputSchema: {
        reading,
        from: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(20).default(10),
        min_grade: z.enum(grades).optional(),
      },
      annotations: readOnly,
    },
    ({ reading: id, from, limit, min_grade }) =>
      ask(id, (found) => ({ reading: id, ...describeSuspects(found, from, min_grade, limit) })),
  );
  server.registerTool(
    'stack',
    {
      title: 'One stack, whole',
      description:
        'Shows the frames of one stack with files and lines, its states, waits and arrivals, who started it, the cause and its fix, and the evidence.',
      inputSchema: { reading, fingerprint },
      annotations: readOnly,
    },
    ({ reading: id, fingerprint: wanted }) => ask(id, (found) => describeStack(found, wanted)),
  );
  server.registerTool(
    'wait_for',
    {
      title: 'Who waits for whom',
      description: 'Shows deadlocks, circles and locks that are held or lost, as a graph of who waits for whom.',
      inputSchema: { reading },
      annotations: readOnly,
    },
    ({ reading: id }) => ask(id, describeWaitFor),
  );
  server.registerTool(
    'diff',
    {
      title: 'What changed between two readings',
      description: 'Compares two readings, of two sources or two moments: what appeared, grew, shrank and went away.',
      inputSchema: { before: reading, after: reading, limit: z.number().int().min(1).max(20).default(10) },
      annotations: readOnly,
    },
    ({ before, after, limit }) =>
      answer(() => {
        const [base, now] = [readings.find(before), readings.find(after)];
        const document = describeDiff(base, now, limit, options.ownCode ?? []);
        return { document, mark: (text) => now.mark(base.mark(text)) };
      }),
  );
  server.registerTool(
    'source',
    {
      title: 'Source lines with parked goroutines',
      description:
        'Shows the lines of the function in which a stack waits, with the goroutines parked on each, from an allowed folder.',
      inputSchema: {
        reading,
        fingerprint: fingerprint.optional(),
        function: z.string().max(500).optional().describe('A name, or a regular expression (RE2) on names'),
      },
      annotations: readOnly,
    },
    ({ reading: id, fingerprint: stack, function: name }) =>
      ask(id, (found) => describeSource(found, { fingerprint: stack, function: name }, access.folders)),
  );
}
