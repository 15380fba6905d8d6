// The bar at the top: source, time range, and actions.
import React, { useEffect, useRef } from 'react';
import { spans } from '../address.ts';
import { countServices, listGroupings, type Grouping, type LiveTarget } from '../live/targets.ts';
import type { Span } from '../live/use-overview.ts';
import { cleanText, formatMoment } from '../words.ts';
import { Icon } from './Icon.tsx';
import { Menu, type MenuItem } from './Menu.tsx';
import { Picker } from './Picker.tsx';

export interface SourceTab {
  readonly id: string;
  readonly name: string;
  readonly kind: 'live' | 'dump';
  readonly state: 'fine' | 'waiting' | 'failed';
}

interface HeaderProps {
  readonly tabs: readonly SourceTab[];
  readonly shown: string | null;
  readonly onShow: (id: string) => void;
  readonly onClose: (id: string) => void;
  /** Processes to choose from; empty if there is only one. */
  readonly instances: readonly LiveTarget[];
  readonly instance: string | null;
  readonly onInstance: (name: string | null) => void;
  readonly span: Span | null;
  readonly onSpan: (span: Span) => void;
  readonly paused: boolean;
  readonly onPause: () => void;
  readonly exports: readonly MenuItem[];
  readonly onLink: () => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly painted: 'light' | 'dark';
  readonly onTheme: () => void;
  readonly onHelp: () => void;
}

export function Header(props: HeaderProps): React.JSX.Element {
  const { tabs, shown, span, paused, exports, painted } = props;
  const sources = useRef<HTMLElement>(null);
  useEffect(() => {
    sources.current?.querySelector('[aria-current]')?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, [shown, tabs.length]);
  // Phones have room for one button.
  const more: readonly MenuItem[] = [
    { name: 'Copy link', detail: 'to what is shown', run: props.onLink, isNarrow: true },
    {
      name: 'Open a dump',
      detail: 'read here, sent nowhere',
      run: () => document.querySelector<HTMLInputElement>('#open-dumps')?.click(),
      isNarrow: true,
    },
    { name: painted === 'dark' ? 'Light theme' : 'Dark theme', detail: '', run: props.onTheme, isNarrow: true },
    { name: 'Keys', detail: '', run: props.onHelp, isNarrow: true },
  ];
  return (
    <header className="bar">
      <h1 className="brand">
        <Icon name="mark" />
        <span>Parked</span>
      </h1>
      <nav className="tabs" aria-label="Sources" ref={sources}>
        {tabs.map((tab) => (
          <span key={tab.id} className={`tab${tab.id === shown ? ' tab-on' : ''}`}>
            <button
              type="button"
              className="tab-name"
              aria-current={tab.id === shown ? 'page' : undefined}
              onClick={() => props.onShow(tab.id)}
              title={cleanText(tab.name)}
            >
              <i className={`status status-${tab.state}`} aria-hidden="true" />
              <bdi>{cleanText(tab.name)}</bdi>
            </button>
            {tab.kind === 'dump' ? (
              <button
                type="button"
                className="tab-close"
                aria-label={`Close ${cleanText(tab.name)}`}
                onClick={() => props.onClose(tab.id)}
              >
                <Icon name="close" />
              </button>
            ) : null}
          </span>
        ))}
      </nav>
      {props.instances.length < 2 ? null : (
        <Picker
          label="Instance"
          none={`all ${props.instances.length}`}
          options={[
            ...listGroupings(props.instances).map((id) => ({ id, name: nameGrouping(id, props.instances) })),
            ...props.instances.map(({ name }) => ({ id: name, name })),
          ]}
          value={props.instance ?? ''}
          onPick={(name) => props.onInstance(name === '' ? null : name)}
        />
      )}
      {span === null ? null : <Spans span={span} onSpan={props.onSpan} />}
      <div className="actions">
        {span === null ? null : (
          <button
            type="button"
            className={`button live${paused || span.kind === 'fixed' ? '' : ' live-on'}`}
            aria-pressed={!paused}
            title="Pause or go on (p)"
            onClick={props.onPause}
          >
            <Icon name={paused || span.kind === 'fixed' ? 'play' : 'pause'} />
            <span>{paused || span.kind === 'fixed' ? 'Paused' : 'Live'}</span>
          </button>
        )}
        <button
          type="button"
          className="button icon wide-only"
          title="Copy a link to what is shown (l)"
          onClick={props.onLink}
        >
          <Icon name="link" />
          <span className="hidden">Copy link</span>
        </button>
        <Menu label="Export" items={[...exports, ...more]} />
        <label className="button icon wide-only" title="Open a dump (o), or drop or paste one anywhere">
          <Icon name="open" />
          <span className="hidden">Open dumps</span>
          <input
            type="file"
            multiple
            className="hidden"
            id="open-dumps"
            onChange={(event) => {
              props.onFiles([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </label>
        <button type="button" className="button icon wide-only" title="Dark or light (t)" onClick={props.onTheme}>
          <Icon name={painted === 'dark' ? 'sun' : 'moon'} />
          <span className="hidden">{painted === 'dark' ? 'Light theme' : 'Dark theme'}</span>
        </button>
        <button type="button" className="button icon wide-only" title="Keys (?)" onClick={props.onHelp}>
          <Icon name="help" />
          <span className="hidden">Keys</span>
        </button>
      </div>
    </header>
  );
}

function nameGrouping(grouping: Grouping, targets: readonly LiveTarget[]): string {
  return grouping === '(sum)' ? `sum of ${targets.length}` : `by service (${countServices(targets)})`;
}

function Spans({ span, onSpan }: { readonly span: Span; readonly onSpan: (span: Span) => void }): React.JSX.Element {
  return (
    <>
      <select
        className="span-select"
        aria-label="Time range"
        value={span.kind === 'last' ? span.ms : ''}
        onChange={(event) => onSpan({ kind: 'last', ms: Number(event.target.value) })}
      >
        {span.kind === 'fixed' ? <option value="">{formatMoment(span.fromMs)}</option> : null}
        {spans.map(({ name, ms }) => (
          <option key={name} value={ms}>
            {name}
          </option>
        ))}
      </select>
      <div className="segments" role="group" aria-label="Time range">
        {spans.map(({ name, ms }) => {
          const isOn = span.kind === 'last' && span.ms === ms;
          return (
            <button
              type="button"
              key={name}
              className={isOn ? 'segment segment-on' : 'segment'}
              aria-pressed={isOn}
              onClick={() => onSpan({ kind: 'last', ms })}
            >
              {name}
            </button>
          );
        })}
        {span.kind === 'fixed' ? (
          <span className="segment segment-on">
            {formatMoment(span.fromMs)} – {formatMoment(span.toMs)}
          </span>
        ) : null}
      </div>
    </>
  );
}
