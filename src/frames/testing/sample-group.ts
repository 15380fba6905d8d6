// A group for tests of frames and output, with every field set. Tests can replace any field.
import type { Group } from '../../core/analysis/model.ts';

export function sampleGroup(changes: Partial<Group> = {}): Group {
  return {
    key: '0123456789abcdef chan send',
    per: { service: 'shop' },
    count: 12,
    leaked: 0,
    fingerprint: '0123456789abcdef',
    state: 'chan send',
    function: 'shop/cart.(*Store).Put',
    rawFunction: 'shop/cart.(*Store[...]).Put',
    package: 'shop/cart',
    location: 'store.go:41',
    locations: [{ location: 'store.go:41', count: 12 }],
    creator: null,
    wait: null,
    labels: {},
    frames: [
      {
        name: 'shop/cart.(*Store).Put',
        raw: { function: 'shop/cart.(*Store[...]).Put', file: '/src/shop/cart/store.go', line: 41, startLine: 30 },
        own: true,
      },
    ],
    targets: 1,
    proven: 0,
    crowd: 12,
    example: undefined,
    ...changes,
  };
}
