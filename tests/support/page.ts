// What components find in a browser and jsdom lacks.
import '@testing-library/jest-dom';
import { TextDecoder, TextEncoder } from 'node:util';

class NoObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

Object.assign(globalThis, {
  TextDecoder,
  TextEncoder,
  ResizeObserver: NoObserver,
  IntersectionObserver: NoObserver,
  matchMedia: (query: string) => ({
    matches: false,
    media: query,
    addListener: () => {},
    removeListener: () => {},
    addEventListener: () => {},
    removeEventListener: () => {},
  }),
});

// Lists measure their options with a canvas.
Object.assign((globalThis as unknown as { HTMLCanvasElement: { prototype: object } }).HTMLCanvasElement.prototype, {
  getContext: () => ({ measureText: (text: string) => ({ width: 7 * text.length }) }),
});
