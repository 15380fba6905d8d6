// Authentication for requests to `url` only.
import React, { useState } from 'react';
import { Auth, AuthMethod, convertLegacyAuthProps } from '@grafana/plugin-ui';
import { useForm } from '../form.tsx';
import { listHeaders, replaceHeaders } from '../headers.ts';
import { dropSecret, hasSecret } from '../secrets.ts';
import { SecretField } from '../fields/secret-field.tsx';

const bearer = 'custom-bearer';
type Method = AuthMethod | `custom-${string}`;

export function AuthenticationSection() {
  const { options, readOnly, change } = useForm();
  // Before the token is typed, the settings do not show that bearer was chosen.
  const [chosen, setChosen] = useState<Method>();
  const legacy = convertLegacyAuthProps({ config: options, onChange: change });
  const token = hasSecret(options, 'bearerToken');
  const selected = legacy.selectedMethod === AuthMethod.NoAuth && (token || chosen === bearer) ? bearer : undefined;
  const select = (method: Method) => {
    setChosen(method);
    const changed = {
      ...options,
      basicAuth: method === AuthMethod.BasicAuth,
      withCredentials: false,
      jsonData: { ...options.jsonData, oauthPassThru: undefined },
    };
    change(method !== bearer && token ? dropSecret(changed, 'bearerToken') : changed);
  };
  return (
    <Auth
      {...legacy}
      readOnly={readOnly}
      selectedMethod={selected ?? legacy.selectedMethod}
      onAuthMethodSelect={select}
      visibleMethods={[AuthMethod.NoAuth, AuthMethod.BasicAuth, bearer]}
      customMethods={[
        {
          id: bearer,
          label: 'Bearer token',
          description: 'Send a token in the Authorization header',
          component: <SecretField label="Token" secret="bearerToken" field="secureJsonData.bearerToken" />,
        },
      ]}
      customHeaders={{
        headers: listHeaders(options),
        onChange: (headers) => change(replaceHeaders(options, headers)),
      }}
    />
  );
}
