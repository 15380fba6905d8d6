// Sends the page's program before the backend is loaded. Loading and judging occupy the only thread of this process for
// tenths of a second. The browser can read the program meanwhile.
import type { Assets } from './assets.ts';

interface FirstVisit {
  /** Called for each file of the page that was sent. */
  note(path: string): void;
  /** Settles when the program was sent, or when no browser asked for it in time. */
  readonly over: Promise<void>;
}

/** A browser that has to start first takes longer. It then finds the backend loaded. */
const visitMs = 50;
/** Time from sending the page to sending the last part of its program. */
const partsMs = 200;

export function awaitFirstVisit(assets: Assets): FirstVisit {
  const html = Buffer.from(assets.get('/')?.plain() ?? []).toString();
  const missing = new Set([...html.matchAll(/(?:href|src)="(\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path));
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  let timer = setTimeout(end, visitMs);
  return {
    over,
    note: (path) => {
      if (path === '/') {
        clearTimeout(timer);
        timer = setTimeout(end, partsMs);
      } else if (missing.delete(path) && missing.size === 0) {
        clearTimeout(timer);
        end();
      }
    },
  };
}
