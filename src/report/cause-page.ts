// The page of a cause as Markdown: how it looks, why it leaks, what to change.
import type { Cause } from '../core/causes/model.ts';

/** Paragraphs, from the heading on. */
export function layCausePage(cause: Cause): readonly string[] {
  const { example } = cause;
  const given = example.given === undefined ? [] : ['Given:', fence('go', example.given)];
  return [
    `# ${cause.name}`,
    `\`${cause.id}\`. ${cause.howCommon}`,
    '## How it looks in a stack',
    cause.looksLike,
    fence('text', cause.excerpt),
    example.proven
      ? "The runtime's leak profile lists the goroutines of the example below: that is proof."
      : "The runtime's leak profile does not list the goroutines of the example below: only their growth gives them away.",
    '## Why it leaks',
    cause.why,
    '## What to change',
    cause.fix,
    ...given,
    'Before:',
    fence('go', example.before),
    'After:',
    fence('go', example.after),
    '## How to prevent the next one',
    cause.prevention.map((line) => `- ${line}`).join('\n'),
  ];
}

function fence(language: string, code: string): string {
  return `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;
}
