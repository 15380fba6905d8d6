import { chooseColors } from './stack-colors.ts';

const key = (fingerprint: string, rest = '') => ({ fingerprint, rest });
const many = Array.from({ length: 20 }, (_, index) => key(index.toString(16).padStart(16, 'c0ffee')));

describe('colours of stacks', () => {
  it('stay whatever stands beside them', () => {
    const alone = many.map((one) => chooseColors([one])[0]);
    const beside = many.map((one) => chooseColors([one, key('ffffffffffffffff')])[0]);
    // One in thirty neighbours may take the place of a stack; that is no more than chance.
    expect(alone.filter((color, index) => color !== beside[index]).length).toBeLessThanOrEqual(2);
  });

  it('do not depend on the order of the answer', () => {
    expect([...chooseColors([...many].reverse())].reverse()).toEqual(chooseColors(many));
  });

  it('differ within one picture, for other stacks and for one stack of several targets', () => {
    expect(new Set(chooseColors(many)).size).toBe(20);
    const pods = ['a', 'b', 'c'].map((pod) => key('0123456789abcdef', pod));
    expect(new Set(chooseColors(pods)).size).toBe(3);
  });

  it('begin again where there are more stacks than colours', () => {
    const crowd = Array.from({ length: 40 }, (_, index) => key(String(index)));
    expect(new Set(chooseColors(crowd)).size).toBe(30);
  });
});
