// Paints a flame graph on a canvas: thousands of calls in a few milliseconds.
import { readColour } from '../theme.ts';
import { cleanText } from '../words.ts';
import { hueOf, nameOf, type FlameLayout } from './layout.ts';

export const rowHeight = 20;
const gap = 1;
const narrowest = 0.6;
const narrowestText = 34;
const hues = 6;

interface FlameView {
  /** Left edge and width of the visible part, in goroutines. */
  readonly from: number;
  readonly width: number;
  readonly selected: number;
  readonly zoomed: number;
  readonly lit: ReadonlySet<number> | undefined;
  /** Lower case; empty matches everything. */
  readonly search: string;
}

interface Palette {
  readonly hues: readonly string[];
  readonly standard: string;
  readonly quiet: string;
  readonly lit: string;
  /** Colours of a comparison: calls with more goroutines, and with fewer. */
  readonly more: string;
  readonly fewer: string;
  readonly ink: string;
  readonly quietInk: string;
  readonly litInk: string;
  readonly accent: string;
  readonly surface: string;
  readonly font: string;
}

/** Colours of the current theme. */
export function readPalette(_painted: string): Palette {
  return {
    hues: Array.from({ length: hues }, (_, index) => readColour(`--flame-${index + 1}`)),
    standard: readColour('--flame-standard'),
    quiet: readColour('--flame-quiet'),
    lit: readColour('--flame-lit'),
    more: readColour('--flame-6'),
    fewer: readColour('--flame-3'),
    ink: readColour('--flame-ink'),
    quietInk: readColour('--flame-quiet-ink'),
    litInk: readColour('--flame-lit-ink'),
    accent: readColour('--accent'),
    surface: readColour('--surface'),
    font: `11.5px ${readColour('--mono')}`,
  };
}

export function paintFlame(
  canvas: HTMLCanvasElement,
  cssWidth: number,
  levels: number,
  layout: FlameLayout,
  view: FlameView,
  palette: Palette,
): void {
  const scale = devicePixelRatio || 1;
  const cssHeight = levels * rowHeight;
  canvas.width = Math.round(cssWidth * scale);
  canvas.height = Math.round(cssHeight * scale);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(scale, scale);
  context.clearRect(0, 0, cssWidth, cssHeight);
  context.font = palette.font;
  context.textBaseline = 'middle';
  const letter = context.measureText('m').width;
  const perPixel = view.width / cssWidth;
  const { rows, start, byLevel } = layout;
  for (let level = 0; level < Math.min(levels, byLevel.length); level++) {
    const y = level * rowHeight;
    for (const row of byLevel[level] ?? []) {
      const from = Math.max(start[row] ?? 0, view.from);
      const to = Math.min((start[row] ?? 0) + (rows.value[row] ?? 0), view.from + view.width);
      const width = (to - from) / perPixel;
      if (width < narrowest) continue;
      const x = (from - view.from) / perPixel;
      const name = nameOf(rows, row);
      const [fill, ink] = chooseColours(name, row, layout, view, palette);
      context.fillStyle = fill;
      const wide = Math.max(width - gap, narrowest);
      context.fillRect(x, y, wide, rowHeight - gap);
      if (row === view.selected) {
        context.strokeStyle = palette.accent;
        context.lineWidth = 2;
        context.strokeRect(x + 1, y + 1, Math.max(wide - 2, 1), rowHeight - gap - 2);
      }
      if (wide < narrowestText) continue;
      context.fillStyle = ink;
      context.fillText(fitText(cleanText(name), Math.floor((wide - 10) / letter)), x + 5, y + rowHeight / 2);
    }
  }
}

function chooseColours(
  name: string,
  row: number,
  layout: FlameLayout,
  { lit, search }: FlameView,
  palette: Palette,
): readonly [fill: string, ink: string] {
  const { compared } = layout.rows;
  if (compared !== undefined) {
    const change = (compared.now[row] ?? 0) - (compared.before[row] ?? 0);
    if (change === 0) return [palette.quiet, palette.quietInk];
    return change > 0 ? [palette.more, palette.ink] : [palette.fewer, palette.ink];
  }
  const isDim = search !== '' && !name.toLowerCase().includes(search);
  if (lit !== undefined) return lit.has(row) ? [palette.lit, palette.litInk] : [palette.quiet, palette.quietInk];
  if (isDim) return [palette.quiet, palette.quietInk];
  const hue = hueOf(name, hues);
  return hue < 0 ? [palette.standard, palette.ink] : [palette.hues[hue] ?? palette.standard, palette.ink];
}

/** Shortens the path of a name first, since its end is most telling. */
function fitText(text: string, letters: number): string {
  if (text.length <= letters) return text;
  const short = text.slice(text.lastIndexOf('/') + 1);
  if (short.length <= letters) return short;
  return letters < 3 ? '' : `${short.slice(0, letters - 1)}…`;
}
