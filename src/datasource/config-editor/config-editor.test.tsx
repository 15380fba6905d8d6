import { screen } from '@testing-library/react';
import { showEditor } from './testing/show-editor.tsx';

// Keys are pressed one by one in a form of Grafana's components, on machines that do other work as well.
jest.setTimeout(60_000);

describe('config editor', () => {
  it('takes one URL and nothing else', async () => {
    const editor = showEditor();
    await editor.type('Data source connection URL', 'http://app:6060');
    expect(editor.options().jsonData).toEqual({});
    expect(editor.read()).toMatchObject({ ok: true, value: { url: 'http://app:6060' } });
    expect(screen.queryByText('These settings would be refused')).toBeNull();
  });

  it('says what is wrong with a URL where it is typed', async () => {
    const editor = showEditor();
    await editor.type('Data source connection URL', 'app:6060');
    expect(screen.getByLabelText('Data source connection URL')).toBeInvalid();
    expect(screen.getAllByText(/^"URL" \(Connection\) begins with neither http/).length).toBeGreaterThan(0);
    expect(editor.read().ok).toBe(false);
  });

  it('sends a bearer token and drops it when another method is chosen', async () => {
    const editor = showEditor({ url: 'http://app:6060', secureJsonFields: { bearerToken: true } });
    expect(screen.getByText('Bearer token')).toBeInTheDocument();
    await editor.user.click(screen.getByLabelText('Authentication method'));
    await editor.user.click(screen.getByText('Basic authentication'));
    expect(editor.options()).toMatchObject({
      basicAuth: true,
      secureJsonData: { bearerToken: '' },
      secureJsonFields: { bearerToken: false },
    });
    await editor.type('User *', 'ops');
    await editor.type('Password *', 'secret');
    expect(editor.read()).toMatchObject({
      ok: true,
      value: { urlAuth: { basic: { user: 'ops', password: 'secret' } } },
    });
  });

  it('changes nothing that is provisioned', async () => {
    const editor = showEditor({
      url: 'http://app:6060',
      readOnly: true,
      jsonData: { targets: [{ urls: ['http://a:1'] }] },
    });
    await editor.open('More targets');
    expect(screen.getByLabelText('Data source connection URL')).toBeDisabled();
    expect(screen.getByLabelText('URLs')).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Add target list' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Remove target list 1' })).toBeNull();
  });

  it('offers to remove what Parked refuses and has no field for', async () => {
    const editor = showEditor({ url: 'http://app:6060', jsonData: { keepCookies: ['session'] } });
    expect(editor.read().ok).toBe(false);
    await editor.press('Remove "Allowed cookies" (Authentication)');
    expect(editor.read().ok).toBe(true);
  });

  it('unfolds the section with a problem and marks it', () => {
    showEditor({ url: 'http://app:6060', jsonData: { sampling: { interval: '2d' } } });
    expect(screen.getByRole('button', { name: /^Samples and history needs mending/ })).toHaveAttribute(
      'aria-expanded',
      'true',
    );
    expect(screen.getByLabelText('Interval')).toBeInvalid();
    expect(screen.getByRole('button', { name: /^Dumps/ })).toHaveAttribute('aria-expanded', 'false');
  });
});
