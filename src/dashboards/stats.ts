// Single numbers at the top of a dashboard. Most reuse the answer of a table instead of querying.
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { byThreshold, thresholds } from './colors.ts';
import { otherPanel } from './data-sources.ts';
import { reusePanel } from './targets.ts';

interface StatShape {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly span: number;
  /** The columns, as a regular expression on their titles. */
  readonly fields: string;
  readonly calculation: 'sum' | 'min' | 'max' | 'count' | 'lastNotNull' | 'firstNotNull';
  readonly unit?: string;
  readonly empty: string;
}

const statHeight = 3;

export function stat({ id, title, description, span, fields, calculation, unit, empty }: StatShape): PanelBuilder {
  return new PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .span(span)
    .height(statHeight)
    .unit(unit ?? 'short')
    .noValue(empty)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .textMode(BigValueTextMode.Value)
    .colorScheme(byThreshold())
    .thresholds(thresholds('text'))
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs([calculation]).fields(fields));
}

/** A stat over the answer of another panel. */
export function statOf(panelId: number, shape: StatShape): PanelBuilder {
  return stat(shape).datasource(otherPanel).withTarget(reusePanel(panelId));
}
