// `legendFormat`: the display name of a number or series, with `{{label}}` filled in.
import { labelValue, type Labels } from '../core/labels.ts';

/** Fills in a template. A missing label becomes an empty text, as in Prometheus' legends. */
export function fillLegend(template: string, labels: Labels): string {
  let filled = '';
  let from = 0;
  for (;;) {
    const open = template.indexOf('{{', from);
    const close = open < 0 ? -1 : template.indexOf('}}', open);
    if (close < 0) return filled + template.slice(from);
    const name = template.slice(open + 2, close).trim();
    filled += template.slice(from, open) + labelValue(labels, name);
    from = close + 2;
  }
}
