// Help for the query editor: examples to click, and the terms used in answers.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorHelpProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { examples } from '../examples.ts';
import type { ParkedQuery } from '../query.ts';

const words: readonly (readonly [word: string, meaning: string])[] = [
  ['stack', 'the functions a goroutine is in, innermost first; its fingerprint stays the same across builds'],
  ['state', 'why it is parked, in the runtime’s words: chan send, select, sync.WaitGroup.Wait'],
  ['group', 'goroutines that share stack and state, or whatever you group by'],
  [
    'suspect',
    'a group that may be a leak: proven (the runtime says so), likely (growth that nothing explains), watch (a sign), rising (grows, too early to judge)',
  ],
  ['target', 'one Go process that serves profiles'],
];

export function QueryHelp({ query, onClickExample }: QueryEditorHelpProps<ParkedQuery>) {
  const styles = useStyles2(getStyles);
  // Targets and filters stay; only the kind of query changes.
  const ask = (example: (typeof examples)[number]) =>
    onClickExample({ refId: query.refId, targets: query.targets, version: 1, ...example.query });
  return (
    <div>
      <p className={styles.title}>Questions to begin with</p>
      <ul className={styles.list} aria-label="Questions to begin with">
        {examples.map((example) => (
          <li key={example.title}>
            <button type="button" className={styles.example} onClick={() => ask(example)}>
              <strong>{example.title}</strong>
              <span className={styles.why}>{example.why}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.title}>Words</p>
      <dl>
        {words.map(([word, meaning]) => (
          <React.Fragment key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </React.Fragment>
        ))}
      </dl>
      <p>Nothing runs while you type: use “Run query”, or Shift and Enter.</p>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // Not a heading, because its level depends on the surrounding page.
  title: css({ fontSize: theme.typography.h4.fontSize, marginBottom: theme.spacing(1) }),
  list: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(260px, 1fr))',
    gap: theme.spacing(1),
    listStyle: 'none',
    padding: 0,
  }),
  example: css({
    display: 'flex',
    flexDirection: 'column',
    width: '100%',
    height: '100%',
    padding: theme.spacing(1),
    textAlign: 'left',
    color: theme.colors.text.primary,
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    '&:hover': { borderColor: theme.colors.border.strong },
  }),
  why: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
