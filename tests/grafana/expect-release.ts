// Component tests under PARKED_GRAFANA: fails them all when they are about other packages than those of that folder.
const folder = process.env['PARKED_GRAFANA'] ?? '';
for (const name of ['@grafana/data', '@grafana/runtime', '@grafana/ui', 'react', 'react-dom', 'rxjs']) {
  const place = require.resolve(name);
  if (!place.startsWith(`${folder}/node_modules/`)) throw new Error(`${name} is taken from ${place}.`);
}
