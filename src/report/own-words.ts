// Rewords messages of the backend for the command line and the workbench. The backend names settings of a data source;
// these have options.

const phrases: readonly (readonly [said: string, meant: string])[] = [
  ['url names a single profile', 'it names a single profile'],
  ['url must end', 'it must end'],
  ["aise the data source's timeout", 'aise --timeout'],
  ["Grafana's machine", 'this machine'],
  ["Grafana's user may not", 'You may not'],
  ['Give it the right to write to the socket', 'You need the right to write to the socket'],
  ['Give the CA certificate in the TLS settings ("With CA Cert").', 'Give the certificate authority: --ca FILE.'],
  ['Set ServerName in the TLS settings', 'Name it with --server-name'],
  ['Check "TLS Client Auth" in the TLS settings.', 'Give one with --cert and --key.'],
  ['certificate and key in the TLS settings cannot be used', '--cert and --key cannot be used'],
  ['Check the TLS settings on both sides.', 'Check --ca, --cert and --key, and TLS on the other side.'],
  [
    ', and none are configured. Set basic auth, a bearer token or a header in the settings.',
    ', and none were given. Use --user, --bearer-file or --header.',
  ],
  ['rejects the configured', 'rejects the given'],
  ['Correct them in the settings.', 'Correct --user, --bearer-file or --header.'],
  ['the list of targets says what is wrong', 'the message above says what is wrong'],
  [
    'Raise the limit for Grafana (LimitNOFILE under systemd), or ask fewer targets at once ("Most fetches at one time").',
    'Raise the limit, or name fewer URLs at once.',
  ],
];

/** A backend message that names options instead of settings. */
export function rewordForOptions(message: string): string {
  return phrases.reduce((text, [said, meant]) => text.replaceAll(said, meant), message);
}
