import { isBareName, isFunctionName } from './frame-name.ts';

test.each([
  'main.main',
  'shop/cart.(*Store).push',
  'glob..func1',
  'main.F[func(int) (string, error)]',
  'gopkg.in/yaml%2ev3.(*decoder).unmarshal',
  'evil.com/<script>alert`1`</script>.(*T).Run',
  '_cgoexp_1e8eab846834_goParks',
  'main.<img/src=x/onerror=document.title=1>',
  'panic',
])('%s can be a function', (name) => {
  expect(isFunctionName(name)).toBe(true);
});

test.each(['', 'ore).push', 'shop/cart.(*St', 'ush', '90 pc=0x3d308', '|A main.main', 'main.f ', ').push'])(
  '%j cannot',
  (name) => {
    expect(isFunctionName(name)).toBe(false);
  },
);

test.each(['pthread_cond_wait', 'non-Go function', 'main.\u001b[31mevil|`x`<b>(0x1)'])(
  '%j can be a function without the shape of a call',
  (line) => {
    expect(isBareName(line)).toBe(true);
  },
);

test.each(['90 pc=0x3d308', 'ore).push(0xc0)', 'ush(0xc0)', '|A', 'a line of the log'])('%j cannot, either', (line) => {
  expect(isBareName(line)).toBe(false);
});
