// A folded section. Its title line summarises the content, and it opens by itself if there is an error.
import React, { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

interface Props {
  /** Prefix of the content's id; generated if not given. */
  readonly id?: string;
  readonly title: string;
  /** A short summary: `3 target lists · 1 discovery`. */
  readonly summary: string;
  readonly isFaulty?: boolean;
  /** Heading level of the title; undefined for no heading. */
  readonly heading?: 3;
  readonly children: ReactNode;
}

export function Fold({ id, title, summary, isFaulty = false, heading, children }: Props) {
  const styles = useStyles2(getStyles);
  const ownId = useId();
  const inside = `${id ?? ownId}-inside`;
  const [wanted, setWanted] = useState<boolean>();
  const isOpen = wanted ?? isFaulty;
  const button = (
    <button
      type="button"
      className={styles.button}
      aria-expanded={isOpen}
      aria-controls={inside}
      onClick={() => setWanted(!isOpen)}
    >
      <Icon name={isOpen ? 'angle-down' : 'angle-right'} />
      <span className={styles.title}>{title}</span>
      {isFaulty && (
        <span className={styles.wrong}>
          <Icon name="exclamation-circle" /> needs mending
        </span>
      )}
      <span className={styles.summary}>{summary}</span>
    </button>
  );
  return (
    <div className={styles.fold}>
      {heading === 3 ? <h3 className={styles.heading}>{button}</h3> : button}
      <div id={inside} hidden={!isOpen} className={styles.inside}>
        {isOpen && children}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fold: css({ maxWidth: '100%' }),
  heading: css({ ...theme.typography.h5, margin: 0 }),
  button: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    width: '100%',
    minHeight: theme.spacing(4),
    padding: theme.spacing(0.5, 0),
    border: 'none',
    background: 'transparent',
    color: theme.colors.text.primary,
    textAlign: 'left',
    // A hover background would reduce the contrast of the summary.
    '&:hover': { color: theme.colors.text.maxContrast },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  wrong: css({ ...theme.typography.bodySmall, color: theme.colors.error.text }),
  summary: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  inside: css({ '& > * > *': { maxWidth: '100%' } }),
});
