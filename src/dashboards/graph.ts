// Time series in the common style: gaps stay gaps, and the legend shows the last and the highest value.
import {
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
} from '@grafana/grafana-foundation-sdk/common';
import {
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { byName } from './colors.ts';

export interface GraphShape {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly span: number;
  readonly height: number;
  /** `right` shows a table, for wide panels with long names. */
  readonly legend: 'right' | 'bottom';
  /** The text shown without a series. */
  readonly empty?: string;
}

export function graph({ id, title, description, unit, span, height, legend, empty }: GraphShape): PanelBuilder {
  return new PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .unit(unit)
    .min(0)
    .span(span)
    .height(height)
    .drawStyle(GraphDrawStyle.Line)
    .lineInterpolation(LineInterpolation.Linear)
    .lineWidth(2)
    .fillOpacity(6)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false)
    .colorScheme(byName())
    .noValue(empty ?? 'no data')
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending).hideZeros(false))
    .legend(legend === 'right' ? tableAtTheRight() : listBelow());
}

function tableAtTheRight(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Right)
    .calcs(['lastNotNull', 'max'])
    .sortBy('Last *')
    .sortDesc(true);
}

function listBelow(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);
}
