// The titles of the settings in the form. Messages about settings contain keys, for administrators who write files.
// Users of Grafana see these titles instead. A test compares them with the form.
import { boundTitles } from '../bound-titles.ts';
import type { Problem } from '../problem.ts';
import { isUnknown } from './settings-problem.ts';

/** Titles of the folded parts of the form. */
export const sectionTitles = {
  connection: 'Connection',
  authentication: 'Authentication',
  targets: 'More targets',
  sampling: 'Samples and history',
  code: 'Own code, labels and source',
  ignore: 'Ignore',
  process: 'Limits of the process',
  dumps: 'Dumps',
  bounds: 'Timeout and bounds',
} as const;

export type Section = keyof typeof sectionTitles;

/** Titles by key, indices left out. A nested list replaces the section by its own entry, as in "target list 2". */
const titles: Readonly<Record<Section, Readonly<Record<string, string>>>> = {
  connection: { url: 'URL', labels: 'Labels of the URL' },
  authentication: {
    basicAuth: 'Basic authentication',
    basicAuthUser: 'User',
    'secureJsonData.bearerToken': 'Token',
    'secureJsonData.tlsCACert': 'CA Certificate',
    'secureJsonData.tlsClientCert': 'Client Certificate',
    'secureJsonData.tlsClientKey': 'Client Key',
    tlsAuth: 'TLS Client Authentication',
    tlsAuthWithCACert: 'Add self-signed certificate',
    tlsSkipVerify: 'Skip TLS certificate validation',
    serverName: 'ServerName',
    oauthPassThru: 'Forward OAuth Identity',
    keepCookies: 'Allowed cookies',
    enableSecureSocksProxy: 'Secure Socks Proxy',
  },
  targets: {
    targets: 'Target lists',
    'targets[].urls': 'URLs',
    'targets[].labels': 'Labels',
    'targets[].metrics': 'Metrics page',
    'targets[].auth': 'Credentials',
    discovery: 'Discovery',
    'discovery[].type': 'Ask',
    'discovery[].names': 'Names',
    'discovery[].files': 'Files',
    'discovery[].services': 'Services',
    'discovery[].url': 'Server URL',
    'discovery[].auth': 'Credentials for the server',
    'discovery[].apiServer': 'API server',
    'discovery[].caFile': 'CA file',
    'discovery[].namespaces': 'Namespaces',
    'discovery[].selector': 'Label selector',
    'discovery[].portName': 'Name of the port',
    'discovery[].viaProxy': 'Through the API server',
    'discovery[].match': 'Take only where',
    'discovery[].relabel_configs': 'Relabel',
    'discovery[].port': 'Port of pprof',
    'discovery[].scheme': 'Scheme',
    'discovery[].path': 'Path',
    'discovery[].metrics': 'Metrics path',
    'discovery[].labels': 'Labels',
    'discovery[].targetAuth': 'Credentials for the targets',
    allowedHosts: 'Allowed hosts',
    auth: 'Named credentials',
    'auth[].name': 'Name',
    'auth[].type': 'Kind',
    'auth[].user': 'User',
    'auth[].header': 'Header',
    'auth[].file': 'Secret file',
    'auth[].tokenUrl': 'Token URL',
    'auth[].scopes': 'Scopes',
    'auth[].audience': 'Audience',
    'auth[].certFile': 'Client certificate',
    'auth[].keyFile': 'Client key',
    'auth[].caFile': 'CA certificate',
    'auth[].serverName': 'Server name',
  },
  sampling: {
    'sampling.enabled': 'Take samples',
    'sampling.interval': 'Interval',
    'sampling.retention': 'Keep for',
    'sampling.leakProfile': 'Leak profile',
    'sampling.idle': 'Stop when unused for',
    history: 'Where history lies',
    'history.type': 'Where history lies',
    'history.remoteWrite': 'Remote write URL',
    'history.query': 'Query URL',
    'history.url': 'URL',
    'history.tenant': 'Tenant',
    'history.externalLabels': 'External labels',
    'history.match': 'Read only where',
    'history.auth': 'Credentials',
    past: 'From before Parked looked',
    'past[].type': 'Ask',
    'past[].url': 'Server URL',
    'past[].match': 'Take only where',
    'past[].tenant': 'Tenant',
    'past[].auth': 'Credentials',
  },
  code: {
    ownCode: 'Own code',
    labelKeys: 'pprof labels to keep',
    sourceLink: 'Source link',
    sourceRaw: 'Source to read',
    'sourceRaw.url': 'Source to read',
    'sourceRaw.auth': 'Credentials for the source',
    sourceRole: 'Least role',
  },
  ignore: {
    'ignore.packs': 'Ignore packs',
    'ignore.goleak': 'goleak options',
    'ignore.rules[].what': 'What it is',
    'ignore.rules[].top': 'Innermost function',
    'ignore.rules[].any': 'Any function',
    'ignore.rules[].entry': 'Outermost function',
    'ignore.rules[].creator': 'Creator',
    'ignore.rules[].state': 'State',
    'ignore.rules[].label': 'pprof label',
    'ignore.rules[].foreign': 'No own code',
    'ignore.rules[].maxCount': 'At most',
  },
  process: {
    memoryLimit: 'Memory limit',
    goroutineLimit: 'Goroutine limit',
    requestMetric: 'Request metric',
  },
  dumps: {
    'dumps.role': 'Least role',
    'dumps.maxPause': 'Longest pause',
    'dumps.atOnset': 'Longest pause when a stack begins to leak',
    'dumps.maxGoroutines': 'Most goroutines',
    'dumps.inAlerts': 'In alert rules',
  },
  bounds: {
    timeout: 'Timeout of the URL',
    ...Object.fromEntries(Object.entries(boundTitles).map(([name, title]) => [`bounds.${name}`, title])),
  },
};

const sectionOf: ReadonlyMap<string, Section> = new Map(
  (Object.keys(titles) as Section[]).flatMap((section) => Object.keys(titles[section]).map((key) => [key, section])),
);

const sectionOfRoot = new Map([...sectionOf].map(([key, section]) => [readRoot(key), section]));

/** The section that has the field of a key, such as `history.match[0]`. */
export function findSection(key: string): Section | undefined {
  return key.startsWith('secureJsonData["auth') ? 'targets' : sectionOfRoot.get(readRoot(key));
}

/** The first step of a key. */
function readRoot(key: string): string {
  return /^\w*/.exec(key)?.[0] ?? '';
}

/** What the form calls an entry of a list. */
const entryNouns: Readonly<Record<string, string>> = {
  targets: 'target list',
  discovery: 'discovery',
  auth: 'credentials',
  past: 'past',
  'ignore.rules': 'rule',
};

/** The field of the form for a key such as `targets[0].urls[1]`, with its place: `"URLs" of target list 1`. */
export function nameSetting(key: string): string | undefined {
  const [, list = '', index = '', rest = ''] =
    /^(targets|discovery|auth|past|ignore\.rules)\[(\d+)\](.*)$/.exec(key) ?? [];
  const entry = list === '' ? '' : `${entryNouns[list]} ${Number(index) + 1}`;
  if (entry !== '' && rest === '') return entry;
  const secret = /^secureJsonData\["auth\.(.+)"\]$/.exec(key)?.[1];
  if (secret !== undefined) return `the secret of the credentials "${secret}"`;
  const header = /^(?:secureJsonData\.)?httpHeader(Name|Value)(\d+)$/.exec(key);
  if (header !== null) return `the ${header[1]?.toLowerCase()} of HTTP header ${header[2]}`;
  for (const known of listAncestors(key.replace(/\[\d+\]/g, '[]'))) {
    const section = sectionOf.get(known);
    if (section === undefined) continue;
    const title = `"${titles[section][known]}"`;
    return entry === '' ? `${title} (${sectionTitles[section]})` : `${title} of ${entry}`;
  }
  return undefined;
}

/** `a.b[].c`, `a.b[]`, `a.b`, `a`. */
function listAncestors(key: string): readonly string[] {
  const steps = key.match(/\[\]|[.]?[^.[\]]+/g) ?? [];
  return steps.map((_, index) => steps.slice(0, steps.length - index).join(''));
}

/** Keys inside of a sentence. Those of one plain word, such as `auth`, are not told from English ones. */
const keys =
  /\b(?:secureJsonData\["auth\.[^"]+"\]|[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*|\[\d+\])+|[a-z]+[A-Z][A-Za-z]*)(?![\w:/])/g;

/** The message with titles of the form in place of keys. A key without a field in the form stays as it was written. */
export function nameByTitle({ field = '', message }: Pick<Problem, 'field' | 'message'>): string {
  // Nothing else names what has no title.
  if (message.includes(isUnknown)) return message;
  const starts = field !== '' && message.startsWith(field);
  const start = starts ? (nameSetting(field) ?? field) : '';
  const rest = message.slice(starts ? field.length : 0);
  const text = start + rest.replaceAll(keys, (key) => nameSetting(key) ?? key);
  // Names of grafana.ini, such as max_fetch_timeout, stay as they are written.
  return text.replace(/^[a-z]+(?![\w.])/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}
