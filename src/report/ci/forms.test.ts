import type { Finding } from './findings.ts';
import { ciForms } from './form-names.ts';
import { writeFindings } from './forms.ts';

const context = { version: '1.2.3', place: (file: string) => file };
const hostile = '"]]><script>&\n::error::x%0A\u001b[31m\u202e';
const finding: Finding = {
  rule: 'goroutine-leak',
  level: 'warning',
  title: hostile,
  message: hostile,
  fingerprint: '0123456789abcdef',
  function: hostile,
  file: `src/${hostile}.go`,
  line: 7,
  frames: [],
};

test.each(ciForms)('in %s no name becomes markup, a command or a control character', (form) => {
  const text = writeFindings[form]([finding], context);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  if (form === 'junit') expect(text).not.toContain('<script>');
  expect(text.split('\n').filter((line) => line.startsWith('::'))).toHaveLength(form === 'github' ? 1 : 0);
  if (form !== 'junit' && form !== 'github') expect(() => void JSON.parse(text)).not.toThrow();
});

test.each(ciForms)('%s is whole where there is nothing to tell', (form) => {
  const text = writeFindings[form]([], context);
  if (form === 'github') expect(text).toBe('');
  else expect(text.length).toBeGreaterThan(2);
});
