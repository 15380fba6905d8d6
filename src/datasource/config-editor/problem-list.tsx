// All problems at the top, because folded sections would hide them.
import React from 'react';
import { Alert, Button } from '@grafana/ui';
import { nameSetting } from '../../core/query/setting-titles.ts';
import { useForm } from './form.tsx';

/** Keys of other data sources that Parked rejects. The form has no field to clear them. */
const refused = ['keepCookies', 'enableSecureSocksProxy', 'oauthPassThru'];

export function ProblemList() {
  const { options, readOnly, problems, change } = useForm();
  if (problems.length === 0) return null;
  const remove = (key: string) => change({ ...options, jsonData: { ...options.jsonData, [key]: undefined } });
  return (
    <Alert severity="warning" title="These settings would be refused" aria-live="polite">
      <ul>
        {problems.map(({ field, message }) => (
          <li key={field}>
            {message}{' '}
            {refused.includes(field) && !readOnly && (
              <Button size="sm" variant="secondary" onClick={() => remove(field)}>
                Remove {nameSetting(field)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
