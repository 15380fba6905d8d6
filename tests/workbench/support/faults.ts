// What a machine can see wrong in a picture of the page. The script runs in the page, so it is a text.
import type { Page } from '@playwright/test';

/**
 * Sentences about text that is cut or outside the window, charts that are empty, parts that still load, and sideways
 * scrolling. Text that ends
 * in an ellipsis is fine if its whole stands in a title.
 */
export function listFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(() => {
    const faults = [];
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) faults.push('The page is ' + wide + ' pixels wider than its window.');
    if ([...document.querySelectorAll('.loading, .waiting')].some((element) => element.checkVisibility())) faults.push('Still loading.');
    const name = (element) => element.tagName.toLowerCase() + '.' + element.className + ' "' + element.textContent.trim().slice(0, 60) + '"';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (node.textContent.trim() === '' || !element.checkVisibility() || element.closest('.hidden, noscript, .u-legend, .u-hz, .toast') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      let isShortened = false;
      let isScrolled = false;
      for (let around = element; around !== null; around = around.parentElement) {
        const style = getComputedStyle(around);
        const outer = around.getBoundingClientRect();
        if (/auto|scroll/.test(style.overflowX + style.overflowY) && around !== document.documentElement) isScrolled = true;
        if (!/hidden|clip/.test(style.overflowX)) continue;
        if (box.left >= outer.left - 1 && box.right <= outer.right + 1) continue;
        if (style.textOverflow === 'ellipsis') isShortened = true;
        else if (!isShortened && !isScrolled) faults.push('Cut: ' + name(element));
      }
      if (isShortened && element.closest('[title], [aria-label]') === null) faults.push('Shortened without a title: ' + name(element));
      if (!isShortened && !isScrolled && (box.left < -1 || box.right > window.innerWidth + 1)) faults.push('Outside: ' + name(element));
    }
    for (const canvas of document.querySelectorAll('canvas')) {
      const { width, height } = canvas;
      if (width === 0 || height === 0) continue;
      const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
      const isInked = (x, y) => pixels[4 * (y * width + x) + 3] > 0;
      let inked = 0;
      for (let at = 3; at < pixels.length; at += 4) if (pixels[at] > 0) inked++;
      if (inked < 50) faults.push('Empty: ' + name(canvas.parentElement.parentElement));
      const over = canvas.parentElement.querySelector('.u-over');
      if (over === null) continue;
      // Below the lines are the labels of the time axis.
      const scale = height / canvas.getBoundingClientRect().height;
      const from = Math.ceil((over.getBoundingClientRect().bottom - canvas.getBoundingClientRect().top) * scale) + 2;
      for (let y = from; y < height; y++) {
        if (isInked(0, y) || isInked(width - 1, y)) {
          faults.push('A time label is cut at the side.');
          break;
        }
      }
    }
    return [...new Set(faults)];
  })()`);
}
