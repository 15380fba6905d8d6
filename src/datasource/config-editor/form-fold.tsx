// A folded section of the form, with the problems of its keys.
import React from 'react';
import type { ReactNode } from 'react';
import { useStyles2 } from '@grafana/ui';
import type { GrafanaTheme2 } from '@grafana/data';
import { css } from '@emotion/css';
import { Fold } from '../fold.tsx';
import { isWithin, useForm } from './form.tsx';

interface Props {
  readonly title: string;
  readonly summary: string;
  /** The purpose of the section. */
  readonly description: ReactNode;
  /** The keys of `jsonData` in this section. */
  readonly keys: readonly string[];
  readonly children: ReactNode;
}

export function FormFold({ title, summary, description, keys, children }: Props) {
  const styles = useStyles2(getStyles);
  const { problems } = useForm();
  const isFaulty = problems.some(({ field }) => keys.some((key) => field === key || isWithin(field, key)));
  return (
    <section className={styles.fold}>
      <Fold title={title} summary={summary} isFaulty={isFaulty} heading={3}>
        <p className={styles.description}>{description}</p>
        {children}
      </Fold>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fold: css({ borderTop: `1px solid ${theme.colors.border.weak}`, padding: theme.spacing(1, 0) }),
  description: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0, 2) }),
});
