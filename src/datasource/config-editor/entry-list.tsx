// A list of entries with several fields, each in a frame with a remove button.
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import { useForm } from './form.tsx';

interface Props<Entry> {
  /** Name of one entry: `target list`. */
  readonly noun: string;
  readonly entries: readonly Entry[] | undefined;
  readonly empty: Entry;
  readonly onChange: (entries: readonly Entry[]) => void;
  readonly render: (entry: Entry, change: (entry: Entry) => void, index: number) => React.ReactNode;
  /** Replaces `onChange` if removing an entry changes more than the list. */
  readonly onRemove?: (index: number) => void;
}

export function EntryList<Entry>({ noun, entries = [], empty, onChange, render, onRemove }: Props<Entry>) {
  const { readOnly } = useForm();
  const styles = useStyles2(getStyles);
  const remove = (index: number) => onChange(entries.filter((_, other) => other !== index));
  return (
    <div className={styles.list}>
      {entries.map((entry, index) => (
        // Entries are identified by position only; fields follow changes of their value.
        <div key={index} className={styles.entry} role="group" aria-label={`${noun} ${index + 1}`}>
          {render(entry, (changed) => onChange(entries.map((one, other) => (other === index ? changed : one))), index)}
          {!readOnly && (
            <Button
              variant="secondary"
              fill="outline"
              size="sm"
              icon="trash-alt"
              aria-label={`Remove ${noun} ${index + 1}`}
              onClick={() => (onRemove ?? remove)(index)}
            >
              Remove
            </Button>
          )}
        </div>
      ))}
      {!readOnly && (
        <Button variant="secondary" icon="plus" onClick={() => onChange([...entries, empty])}>
          Add {noun}
        </Button>
      )}
      {readOnly && entries.length === 0 && <p className={styles.none}>None.</p>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ marginBottom: theme.spacing(2) }),
  entry: css({
    padding: theme.spacing(2),
    marginBottom: theme.spacing(2),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  none: css({ color: theme.colors.text.secondary }),
});
