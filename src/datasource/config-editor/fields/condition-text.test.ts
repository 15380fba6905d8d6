import fc from 'fast-check';
import { matchOperators } from '../../../core/labels.ts';
import { conditions, labels } from './condition-text.ts';

const name = fc.stringMatching(/^[a-zA-Z_]\w{0,9}$/);

describe('conditions as text', () => {
  it('come back as they were, whatever their values hold', () => {
    const list = fc.array(fc.record({ label: name, op: fc.constantFrom(...matchOperators), value: fc.string() }));
    fc.assert(
      fc.property(list, (given) => {
        expect(conditions.read(conditions.write(given))).toEqual({ value: given });
      }),
    );
  });

  it('need no quotes and may stand on lines', () => {
    expect(conditions.read('job = shop\nzone!~a|b,')).toEqual({
      value: [
        { label: 'job', op: '=', value: 'shop' },
        { label: 'zone', op: '!~', value: 'a|b' },
      ],
    });
  });

  it.each(['job', '1job=a', 'job="a', 'job=="a"', 'job=a b="c"'])('are refused when they are none: %s', (text) => {
    expect(conditions.read(text)).toHaveProperty('problem');
  });

  it('set labels only with "=", and each once', () => {
    expect(labels.read('a=1, b="2"')).toEqual({ value: { a: '1', b: '2' } });
    expect(labels.read('a!=1')).toEqual({ problem: 'Labels are set with "=": write a="1".' });
    expect(labels.read('a=1, a=2')).toHaveProperty('problem', expect.stringContaining('twice'));
  });
});
