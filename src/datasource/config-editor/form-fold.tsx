// A folded section of the form. It shows whether a setting in it has a problem.
import React from 'react';
import type { ReactNode } from 'react';
import { useStyles2 } from '@grafana/ui';
import type { GrafanaTheme2 } from '@grafana/data';
import { css } from '@emotion/css';
import { findSection, sectionTitles } from '../../core/query/setting-titles.ts';
import { Fold } from '../fold.tsx';
import { useForm } from './form.tsx';
import { summarize } from './summaries.ts';

interface Props {
  readonly section: keyof typeof summarize;
  /** The purpose of the section. */
  readonly description: ReactNode;
  readonly children: ReactNode;
}

export function FormFold({ section, description, children }: Props) {
  const styles = useStyles2(getStyles);
  const { options, problems } = useForm();
  const isFaulty = problems.some(({ field }) => findSection(field) === section);
  const summary = summarize[section](options.jsonData);
  return (
    <section className={styles.fold}>
      <Fold title={sectionTitles[section]} summary={summary} isFaulty={isFaulty} heading={3}>
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
