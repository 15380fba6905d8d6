// What a machine can tell of how legible a page of panels is. The function runs in the browser.
import type { Page } from '@playwright/test';

export interface Look {
  readonly panels: readonly { readonly title: string; readonly box: Box }[];
  /** Texts with an ellipsis or a clipped line that no keyboard can open. */
  readonly cut: readonly string[];
  /** Panels that are wider than the page. */
  readonly overhangs: readonly string[];
  /** Flame graphs too small to read. */
  readonly strips: readonly string[];
  /** Bands of a third of a window's height without text, line or colour. */
  readonly emptyBands: readonly string[];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of the page's own types is used here: they are not those of the process that runs specs. */
interface PageElement {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string | null }>;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): Box & { readonly right: number; readonly bottom: number };
}
interface PageWindow {
  readonly innerWidth: number;
  readonly innerHeight: number;
  getComputedStyle(element: PageElement): {
    readonly overflowX: string;
    readonly overflowY: string;
    readonly visibility: string;
  };
}

/** A window of this height is what people have; the page is drawn in a taller one. */
const windowHeight = 900;
/** A flame graph beneath this shows fewer than ten calls. */
const leastFlameGraph = { width: 500, height: 220 };

export function lookAtPanels(page: Page): Promise<Look> {
  return page.locator('body').evaluate(
    (node, { windowHeight: band, leastFlameGraph: least }) => {
      const body = node as unknown as PageElement;
      const view = (globalThis as unknown as { readonly window: PageWindow }).window;
      const panels = [...body.querySelectorAll('[data-viz-panel-key] section')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const title = (element.getAttribute('data-testid') ?? '').replace(/^.*Panel header /, '');
        return { element, title, box: { x, y, width, height } };
      });
      const ownText = (element: PageElement): string =>
        [...element.childNodes]
          .filter(({ nodeType }) => nodeType === 3)
          .map(({ textContent }) => textContent ?? '')
          .join('')
          .trim();
      const isHidden = (element: PageElement): boolean => {
        const { width, height } = element.getBoundingClientRect();
        return width <= 1 || height <= 1 || view.getComputedStyle(element).visibility === 'hidden';
      };
      /** The nearest that clips its content. */
      const findClip = (element: PageElement): PageElement | undefined => {
        for (let up: PageElement | null = element; up !== null; up = up.parentElement) {
          const { overflowX, overflowY } = view.getComputedStyle(up);
          if (overflowX !== 'visible' || overflowY !== 'visible') return up;
        }
        return undefined;
      };
      /**
       * A cell opens its whole text by a button, a symbol beside a flame graph writes it into the search field;
       * whatever scrolls is read by scrolling.
       */
      const isReachable = (element: PageElement, clip: PageElement): boolean => {
        const { overflowX, overflowY } = view.getComputedStyle(clip);
        if (['auto', 'scroll'].includes(overflowX) || ['auto', 'scroll'].includes(overflowY)) return true;
        if (element.closest('[data-testid="topTable"]') !== null) return true;
        const cell = element.closest('[role="gridcell"]');
        return cell?.querySelector('button[aria-label="Inspect value"]') instanceof Object;
      };
      const cut: string[] = [];
      for (const { element: panel, title } of panels) {
        for (const element of panel.querySelectorAll('*')) {
          const text = ownText(element);
          if (text === '' || isHidden(element)) continue;
          const clip = findClip(element);
          if (clip === undefined) continue;
          const own = element.getBoundingClientRect();
          const frame = clip.getBoundingClientRect();
          const isCut =
            clip === element
              ? clip.scrollWidth > clip.clientWidth + 1 || clip.scrollHeight > clip.clientHeight + 4
              : own.right > frame.right + 1 || own.bottom > frame.bottom + 2;
          if (isCut && !isReachable(element, clip)) cut.push(`${title}: ${text.slice(0, 60)}`);
        }
      }
      const strips = panels.flatMap(({ element, title }) =>
        [...element.querySelectorAll('[data-testid="flameGraph"] canvas, canvas[data-testid="flameGraph"]')].flatMap(
          (canvas) => {
            // A canvas is as high as its stacks are deep; what is below its top is room for more.
            const { width, y } = canvas.getBoundingClientRect();
            const { bottom } = element.getBoundingClientRect();
            return width < least.width || bottom - y < least.height ? [`${title}: ${width} × ${bottom - y}`] : [];
          },
        ),
      );
      /** Heights at which something is drawn. */
      const drawn = panels
        .flatMap(({ element }) => [...element.querySelectorAll('*')])
        .filter((element) => ownText(element) !== '' || ['CANVAS', 'SVG', 'svg'].includes(element.tagName))
        .filter((element) => !isHidden(element))
        .map((element) => element.getBoundingClientRect())
        .sort((a, b) => a.y - b.y);
      const last = Math.max(0, ...drawn.map(({ bottom }) => bottom));
      const emptyBands: string[] = [];
      let reached = 0;
      for (const { y, bottom } of drawn) {
        if (y - reached > band / 3) emptyBands.push(`from ${Math.round(reached)} to ${Math.round(y)} px`);
        reached = Math.max(reached, bottom);
      }
      const end = Math.max(0, ...panels.map(({ box }) => box.y + box.height));
      if (end - last > band / 3) emptyBands.push(`from ${Math.round(last)} px to the end`);
      return {
        panels: panels.map(({ title, box }) => ({ title, box })),
        cut: [...new Set(cut)],
        overhangs: panels.filter(({ box }) => box.x + box.width > view.innerWidth + 1).map(({ title }) => title),
        strips,
        emptyBands,
      };
    },
    { windowHeight, leastFlameGraph },
  );
}
