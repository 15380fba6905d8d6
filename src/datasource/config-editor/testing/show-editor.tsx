// Shows the config editor like Grafana: changes are passed back to it, and tests can read them as the backend does.
import React, { useState } from 'react';
import type { DataSourceSettings } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { readSettings } from '../../../core/query/settings-reader.ts';
import { ConfigEditor } from '../config-editor.tsx';
import type { Options } from '../options.ts';

const fresh: Options = {
  id: 1,
  uid: 'goroutines',
  orgId: 1,
  name: 'Goroutines',
  type: 'parked-goroutines-datasource',
  typeLogoUrl: '',
  typeName: 'Parked',
  access: 'proxy',
  url: '',
  user: '',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: false,
  jsonData: {},
  secureJsonFields: {},
  readOnly: false,
  withCredentials: false,
};

export function showEditor(given: Partial<Options> = {}) {
  let latest: Options = { ...fresh, ...given };
  function Page() {
    const [options, setOptions] = useState(latest);
    const change = (changed: DataSourceSettings) => setOptions((latest = changed as Options));
    return <ConfigEditor options={options} onOptionsChange={change} />;
  }
  render(<Page />);
  const user = userEvent.setup();
  const field = (label: string) => screen.getByLabelText(label);
  return {
    user,
    options: () => latest,
    open: (title: string) => user.click(screen.getByRole('button', { name: new RegExp(`^${title}`) })),
    press: (name: string) => user.click(screen.getByRole('button', { name })),
    /** Replaces the content of a field. */
    type: async (label: string, text: string) => {
      await user.clear(field(label));
      await user.paste(text);
    },
    /** Chooses an option by keyboard. jsdom has no sizes, so lists draw nothing. */
    pick: async (label: string, option: string) => {
      await user.click(screen.getByRole('combobox', { name: label }));
      await user.paste(option);
      await user.keyboard('{ArrowDown}{Enter}{Tab}');
    },
    choose: (label: string) => user.click(screen.getByRole('radio', { name: label })),
    /** The settings as the backend reads them. */
    read: () =>
      readSettings(
        {
          uid: latest.uid,
          name: latest.name,
          url: latest.url,
          basicAuthEnabled: latest.basicAuth,
          basicAuthUser: latest.basicAuthUser,
          jsonData: JSON.stringify(latest.jsonData),
          secrets: latest.secureJsonData ?? {},
          lastUpdatedMs: 0,
        },
        {},
      ),
  };
}
