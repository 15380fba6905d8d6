import { guessModule } from './guess-module.ts';

test.each([
  ['github.com/shop/cart/store', 'github.com/shop/cart'],
  ['golang.org/x/sync/errgroup', 'golang.org/x/sync'],
  ['go.uber.org/zap/zapcore', 'go.uber.org/zap'],
  ['shop/cart', 'shop'],
  ['main', 'main'],
])('the module of %s is %s', (path, module) => {
  expect(guessModule(path)).toBe(module);
});
