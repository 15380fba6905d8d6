// Component tests with the packages and the React of another Grafana: what Grafana shares with its plugins, and what
// belongs to it, comes from the folder that PARKED_GRAFANA names, whoever asks for it.
import { sep } from 'node:path';

const folder = process.env.PARKED_GRAFANA;
const shared =
  /^(?:@grafana\/(?:data|e2e-selectors|i18n|runtime|schema|ui)|@emotion\/(?:css|react)|react|react-dom|rxjs)(?:\/|$)/;

/** The form in which jest takes a resolver. */
export function sync(request, options) {
  // Within the folder packages find their own, as npm laid them out.
  const isOutside = !`${options.basedir}${sep}`.startsWith(`${folder}${sep}`);
  const basedir = isOutside && shared.test(request) ? folder : options.basedir;
  return options.defaultResolver(request, { ...options, basedir });
}
