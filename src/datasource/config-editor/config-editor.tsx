// The settings of a data source. One URL is enough; other settings have defaults and are folded.
import React from 'react';
import type { DataSourcePluginOptionsEditorProps, GrafanaTheme2 } from '@grafana/data';
import { DataSourceDescription } from '@grafana/plugin-ui';
import { config } from '@grafana/runtime';
import { Divider, useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import { FormFold } from './form-fold.tsx';
import { FormProvider, useNewForm } from './form.tsx';
import { ProblemList } from './problem-list.tsx';
import { AuthenticationSection } from './sections/authentication.tsx';
import { BoundFields } from './sections/bounds.tsx';
import { CodeFields } from './sections/code.tsx';
import { ConnectionSection } from './sections/connection.tsx';
import { CredentialList } from './sections/credentials.tsx';
import { DiscoveryLists } from './sections/discovery.tsx';
import { DumpFields } from './sections/dumps.tsx';
import { HistoryFields } from './sections/history.tsx';
import { IgnoreFields } from './sections/ignore.tsx';
import { PastList } from './sections/past.tsx';
import { ProcessFields } from './sections/process.tsx';
import { SamplingFields } from './sections/sampling.tsx';
import { SourceFields } from './sections/source.tsx';
import { TargetLists } from './sections/targets.tsx';

/** `jsonData` may contain anything. The form shows it unchanged with its problems. */
export function ConfigEditor({ options, onOptionsChange }: DataSourcePluginOptionsEditorProps) {
  const styles = useStyles2(getStyles);
  const form = useNewForm(options, onOptionsChange);
  return (
    <FormProvider value={form}>
      <div className={styles.form}>
        <DataSourceDescription
          dataSourceName="Parked"
          docsLink={`${config.appSubUrl}/public/plugins/parked-goroutines-datasource/docs/configure.html`}
          hasRequiredFields={false}
        />
        <Divider />
        <ProblemList />
        <ConnectionSection />
        <Divider />
        <AuthenticationSection />
        <div className={styles.next} />
        <FormFold
          section="targets"
          description="Several processes behind one data source: listed by hand, or discovered."
        >
          <h4>Target lists</h4>
          <TargetLists />
          <h4 className={styles.next}>Discovery</h4>
          <DiscoveryLists />
          <h4 className={styles.next}>Named credentials</h4>
          <CredentialList />
        </FormFold>
        <FormFold
          section="sampling"
          description="Parked counts the goroutines of all targets now and then and keeps the counts, for trends and verdicts."
        >
          <SamplingFields />
          <HistoryFields />
          <h4 className={styles.next}>From before Parked looked</h4>
          <PastList />
        </FormFold>
        <FormFold
          section="code"
          description="Which code is your own, which labels keep stacks apart, and where source can be read."
        >
          <CodeFields />
          <SourceFields />
        </FormFold>
        <FormFold
          section="ignore"
          description="Healthy stacks that live long. Answers say how many were left out, and what is proven to leak is shown all the same."
        >
          <IgnoreFields />
        </FormFold>
        <FormFold section="process" description="The limits against which time left is estimated.">
          <ProcessFields />
        </FormFold>
        <FormFold
          section="dumps"
          description="A dump (debug=2) knows waits and creators, and stops the target's world while it is written."
        >
          <DumpFields />
        </FormFold>
        <FormFold section="bounds" description="Every bound has a default and a reason. grafana.ini may cap them.">
          <BoundFields />
        </FormFold>
      </div>
    </FormProvider>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ maxWidth: 640, marginBottom: theme.spacing(4) }),
  next: css({ marginTop: theme.spacing(3) }),
});
