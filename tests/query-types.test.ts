// What a new query type needs beyond what the compiler asks for: words for its readers.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { queryTypes } from '../src/core/query/model.ts';

const page = readFileSync(resolve(__dirname, '../docs/query.md'), 'utf8');
const section = page.split('\n## ').find((part) => part.startsWith('Query types')) ?? '';

test.each(queryTypes)('the page about queries says what %s answers', (type) => {
  expect(section).toMatch(new RegExp(`^\\| \`${type}\` +\\| \\S`, 'm'));
});
