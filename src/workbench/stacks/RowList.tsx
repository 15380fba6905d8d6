// A virtual table: only visible rows exist in the document. One row can be open with its details.
import React, { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { nextSorting, sortRows, type Sorting, type SortValue } from './sort-rows.ts';
import { topOf, useRowWindow } from './use-window.ts';

export interface Column<T> {
  readonly title: string;
  /** Also the class of its cells. */
  readonly name: string;
  readonly render: (row: T) => React.ReactNode;
  /** Undefined for a column that cannot be sorted. */
  readonly sort?: (row: T) => SortValue;
}

/** The props of every table of rows. */
export interface RowTableProps<Row> {
  readonly rows: readonly Row[];
  readonly openId: string | null;
  readonly onToggle: (id: string) => void;
  readonly renderDetail: (row: Row) => React.ReactNode;
}

interface RowListProps<T> extends RowTableProps<T> {
  readonly label: string;
  readonly kind: string;
  readonly rowHeight: number;
  readonly columns: readonly Column<T>[];
  readonly nameRow: (row: T) => string;
}

export function RowList<T extends { readonly id: string }>(props: RowListProps<T>): React.JSX.Element {
  const { label, kind, rowHeight, columns, openId, onToggle, renderDetail, nameRow } = props;
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const rows = useMemo(() => {
    const by = columns.find(({ name }) => name === sorting?.column)?.sort;
    return sortRows(props.rows, by, sorting?.isReversed ?? false);
  }, [props.rows, columns, sorting]);
  const body = useRef<HTMLDivElement>(null);
  const [openHeight, setOpenHeight] = useState(400);
  const [focusAt, setFocusAt] = useState(0);
  const wantsFocus = useRef(false);
  const openAt = openId === null ? -1 : rows.findIndex(({ id }) => id === openId);
  const heights = { row: rowHeight, count: rows.length, openAt, openHeight };
  const shown = useRowWindow(body, heights);
  const focused = Math.max(0, Math.min(focusAt, rows.length - 1));
  const total = rows.length * rowHeight + (openAt >= 0 ? openHeight : 0);

  // A layout effect, because the next key belongs to the new row.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    body.current?.querySelector<HTMLElement>(`[data-row="${focused}"]`)?.focus();
  });

  const moveTo = (at: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at));
    setFocusAt(next);
    wantsFocus.current = true;
    const top = (body.current?.getBoundingClientRect().top ?? 0) + topOf(next, heights);
    const header = 120;
    if (top < header) window.scrollBy(0, top - header);
    else if (top + rowHeight > window.innerHeight) window.scrollBy(0, top + rowHeight - window.innerHeight + 8);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: focused + 1,
      j: focused + 1,
      ArrowUp: focused - 1,
      k: focused - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: focused + 10,
      PageUp: focused - 10,
    };
    const next = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    moveTo(next);
  };

  return (
    <div className={`rows rows-${kind}`} role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div className="row row-head" role="row" aria-rowindex={1}>
        {columns.map(({ name, title, sort }) => {
          const isOn = sorting?.column === name;
          const order = isOn ? (sorting.isReversed ? 'ascending' : 'descending') : 'none';
          return (
            <span key={name} role="columnheader" className={`cell cell-${name}`} aria-sort={order}>
              {sort === undefined ? (
                title
              ) : (
                <button type="button" className="sort" onClick={() => setSorting(nextSorting(sorting, name))}>
                  {title}
                  <i className={`sort-mark sort-${order}`} aria-hidden="true" />
                </button>
              )}
            </span>
          );
        })}
      </div>
      <div className="rows-body" role="rowgroup" ref={body} style={{ height: total }} onKeyDown={onKeyDown}>
        {rows.slice(shown.first, shown.end).map((row, offset) => {
          const at = shown.first + offset;
          const isOpen = at === openAt;
          return (
            <React.Fragment key={row.id}>
              <div
                className={`row row-item${isOpen ? ' row-open' : ''}`}
                role="row"
                aria-rowindex={at + 2}
                style={{ transform: `translateY(${topOf(at, heights)}px)`, height: rowHeight }}
                onClick={(event) => {
                  // Selecting text is not a click.
                  if (window.getSelection()?.isCollapsed === false) return;
                  if (event.target instanceof Element && event.target.closest('a')) return;
                  setFocusAt(at);
                  onToggle(row.id);
                }}
              >
                {columns.map(({ name, render }, index) => (
                  <span key={name} role="cell" className={`cell cell-${name}`}>
                    {index === 0 ? (
                      <button
                        type="button"
                        className="row-button"
                        data-row={at}
                        tabIndex={at === focused ? 0 : -1}
                        aria-expanded={isOpen}
                        aria-label={nameRow(row)}
                        onFocus={() => setFocusAt(at)}
                        onClick={(event) => {
                          event.stopPropagation();
                          onToggle(row.id);
                        }}
                      >
                        <i className="chevron" aria-hidden="true" />
                      </button>
                    ) : null}
                    {render(row)}
                  </span>
                ))}
              </div>
              {isOpen ? (
                <Detail top={topOf(at, heights) + rowHeight} onHeight={setOpenHeight}>
                  {renderDetail(row)}
                </Detail>
              ) : null}
            </React.Fragment>
          );
        })}
      </div>
    </div>
  );
}

function Detail(props: {
  readonly top: number;
  readonly onHeight: (height: number) => void;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  const { top, onHeight, children } = props;
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const own = place.current;
    if (own === null) return;
    const measure = () => onHeight(Math.ceil(own.getBoundingClientRect().height));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(own);
    return () => observer.disconnect();
  }, [onHeight]);
  return (
    <div className="row-detail" role="row" ref={place} style={{ transform: `translateY(${top}px)` }}>
      <div role="cell" className="row-detail-cell">
        {children}
      </div>
    </div>
  );
}
