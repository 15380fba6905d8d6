// A section that is folded until it is opened. Its head says what is set inside.
import React, { useId, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import { isWithin, useForm } from './form.tsx';

interface Props {
  readonly title: string;
  /** What is set, in a few words: `3 target lists, 1 discovery`. */
  readonly summary: string;
  /** Why one would open it. */
  readonly description: React.ReactNode;
  /** The keys of `jsonData` that are set here. */
  readonly keys: readonly string[];
  readonly children: React.ReactNode;
}

export function Fold({ title, summary, description, keys, children }: Props) {
  const styles = useStyles2(getStyles);
  const { problems } = useForm();
  const wrong = problems.some(({ field }) => keys.some((key) => field === key || isWithin(field, key)));
  const [open, setOpen] = useState(wrong);
  const id = useId();
  return (
    <section className={styles.fold}>
      <h3 className={styles.heading}>
        <button
          type="button"
          className={styles.button}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'angle-down' : 'angle-right'} />
          <span>{title}</span>
          {wrong && (
            <span className={styles.wrong}>
              <Icon name="exclamation-circle" /> needs mending
            </span>
          )}
          <span className={styles.summary}>{summary}</span>
        </button>
      </h3>
      <div id={id} hidden={!open}>
        {open && (
          <>
            <p className={styles.description}>{description}</p>
            {children}
          </>
        )}
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fold: css({ borderTop: `1px solid ${theme.colors.border.weak}`, padding: theme.spacing(1, 0) }),
  heading: css({ ...theme.typography.h5, margin: 0 }),
  button: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    width: '100%',
    minHeight: theme.spacing(4),
    border: 'none',
    background: 'transparent',
    color: theme.colors.text.primary,
    textAlign: 'left',
    padding: 0,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
  wrong: css({ ...theme.typography.bodySmall, color: theme.colors.error.text }),
  summary: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, marginLeft: 'auto' }),
  description: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 2) }),
});
