// A section that is folded until it is opened. Its head says what is set inside.
import React, { useState } from 'react';
import type { ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Stack, useStyles2 } from '@grafana/ui';

interface Props {
  readonly id: string;
  readonly title: string;
  /** What is set inside, in a few words each. */
  readonly summary: readonly string[];
  /** A section with an error opens by itself. */
  readonly isFaulty?: boolean;
  readonly children: ReactNode;
}

export function Fold({ id, title, summary, isFaulty = false, children }: Props) {
  const [wanted, setWanted] = useState(false);
  const styles = useStyles2(getStyles);
  const isOpen = wanted || isFaulty;
  return (
    <div className={styles.fold}>
      <button
        type="button"
        className={styles.head}
        aria-expanded={isOpen}
        aria-controls={`${id}-inside`}
        onClick={() => setWanted(!isOpen)}
      >
        <Icon name={isOpen ? 'angle-down' : 'angle-right'} />
        <span className={styles.title}>{title}</span>
        {!isOpen && <span className={styles.summary}>{summary.join(' · ')}</span>}
      </button>
      <div id={`${id}-inside`} hidden={!isOpen} className={styles.inside}>
        {isOpen && (
          <Stack direction="row" wrap="wrap" gap={2} alignItems="flex-start">
            {children}
          </Stack>
        )}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fold: css({ maxWidth: '100%' }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    background: 'none',
    border: 'none',
    textAlign: 'left',
    '&:hover': { background: theme.colors.action.hover },
  }),
  title: css({ fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  summary: css({
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    overflowWrap: 'anywhere',
  }),
  inside: css({ padding: theme.spacing(1), '& > * > *': { maxWidth: '100%' } }),
});
