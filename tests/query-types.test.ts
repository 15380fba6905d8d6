// What a new query type needs beyond what the compiler asks for: words for its readers.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { queryTypes } from '../src/core/query/model.ts';

const page = readFileSync(resolve(__dirname, '../docs/query.md'), 'utf8');
const row = page.split('\n').find((line) => line.startsWith('| `queryType`')) ?? '';

test.each(queryTypes)('the page about queries says what %s answers', (type) => {
  expect(row).toContain(`\`${type}\`: `);
});
