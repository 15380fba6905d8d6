// Tables in the common style. Columns needed only by links are hidden, not removed, because links cannot
// use removed columns.
import type { DashboardLink, DynamicConfigValue, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { fixed, thresholds } from './colors.ts';

export interface ColumnLook {
  readonly width?: number;
  readonly title?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly links?: readonly DashboardLink[];
  readonly mappings?: readonly ValueMapping[];
  /** `background` paints the cell in the colour of its mapping. */
  readonly paint?: 'background' | 'text' | 'gauge';
  readonly minWidth?: number;
  /** Shows long text in full, on several lines. */
  readonly wrap?: boolean;
  /** The cell can open its whole text in a window. */
  readonly inspect?: boolean;
  /** Renders Markdown at its full height. */
  readonly markdown?: boolean;
}

interface TableShape<Column extends string> {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly span: number;
  readonly height: number;
  /** The style of columns that are more than plain text. */
  readonly columns: Partial<Record<Column, ColumnLook>>;
  readonly hidden: readonly Column[];
  /** The first columns, if the order differs from the answer's. */
  readonly first?: readonly Column[];
}

export function table<Column extends string>(shape: TableShape<Column>): PanelBuilder {
  const panel = new PanelBuilder()
    .id(shape.id)
    .title(shape.title)
    .description(shape.description)
    .span(shape.span)
    .height(shape.height)
    .noValue('–')
    .colorScheme(fixed('semi-dark-blue'))
    .thresholds(thresholds('text'))
    .showHeader(true);
  for (const [name, look] of Object.entries<ColumnLook | undefined>(shape.columns)) {
    if (look) panel.overrideByName(name, describeLook(look));
  }
  if (shape.hidden.length > 0) {
    panel.withOverride({
      matcher: { id: 'byNames', options: { mode: 'include', names: [...shape.hidden] } },
      properties: [{ id: 'custom.hideFrom.viz', value: true }],
    });
  }
  const { first = [] } = shape;
  if (first.length > 0) {
    const indexByName = Object.fromEntries(first.map((name, index) => [name, index]));
    panel.withTransformation({ id: 'organize', options: { indexByName, excludeByName: {}, renameByName: {} } });
  }
  return panel;
}

function describeLook(look: ColumnLook): DynamicConfigValue[] {
  const { width, minWidth, wrap, inspect, title, unit, decimals, links, mappings, paint } = look;
  const cell = describeCell(look);
  return [
    ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
    ...(minWidth === undefined ? [] : [{ id: 'custom.minWidth', value: minWidth }]),
    ...(inspect ? [{ id: 'custom.inspect', value: true }] : []),
    ...(wrap ? [{ id: 'custom.wrapText', value: true }] : []),
    ...(title === undefined ? [] : [{ id: 'displayName', value: title }]),
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(links === undefined ? [] : [{ id: 'links', value: links }]),
    // Mapped values get their own colours; other columns have one colour.
    ...(mappings === undefined
      ? []
      : [
          { id: 'mappings', value: mappings },
          { id: 'color', value: { mode: 'thresholds' } },
        ]),
    // Numbers are aligned right, so that their digits line up. A coloured word needs no alignment.
    ...(paint === 'background' ? [{ id: 'custom.align', value: 'left' }] : []),
    ...(cell === undefined ? [] : [{ id: 'custom.cellOptions', value: cell }]),
  ];
}

function describeCell({ paint, wrap, markdown }: ColumnLook): Readonly<Record<string, unknown>> | undefined {
  switch (paint) {
    case 'background':
      return { type: 'color-background', mode: 'basic' };
    case 'text':
      return { type: 'color-text' };
    case 'gauge':
      return { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' };
    default:
      if (markdown) return { type: 'markdown', dynamicHeight: true };
      // Grafana before 12.4 looks for it here.
      return wrap ? { type: 'auto', wrapText: true } : undefined;
  }
}
