// The handshake of host and plugin: environment variables in, one line on standard output out.

/** Only a host sets this variable. Without it, a user started the program. */
const cookie = { name: 'grafana_plugin_type', value: 'datasource' } as const;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface HostOffer {
  /** The host's folder for Unix sockets; undefined to let the plugin decide. */
  readonly socketDir: string | undefined;
  /** Range of loopback ports for systems without Unix sockets. */
  readonly minPort: number;
  readonly maxPort: number;
}

export type Endpoint =
  | { readonly network: 'unix'; readonly path: string }
  | { readonly network: 'tcp'; readonly host: '127.0.0.1'; readonly port: number };

type Greeting =
  | { readonly kind: 'person' }
  | { readonly kind: 'host'; readonly offer: HostOffer }
  /** The host speaks other versions of the protocol. */
  | { readonly kind: 'stranger'; readonly offered: string };

const protocolVersion = 2;
const defaultPorts = { min: 10_000, max: 25_000 } as const;

/** Determines from the environment who started the program. */
export function readGreeting(environment: Environment): Greeting {
  if (environment[cookie.name] !== cookie.value) return { kind: 'person' };
  // A host without this variable is older. It reports a mismatch itself when it reads the line.
  const offered = environment['PLUGIN_PROTOCOL_VERSIONS'] ?? '';
  if (offered !== '' && !offered.split(',').some((version) => Number(version) === protocolVersion)) {
    return { kind: 'stranger', offered };
  }
  const minPort = readPort(environment['PLUGIN_MIN_PORT']) ?? defaultPorts.min;
  const maxPort = readPort(environment['PLUGIN_MAX_PORT']) ?? Math.max(defaultPorts.max, minPort);
  return {
    kind: 'host',
    offer: {
      socketDir: environment['PLUGIN_UNIX_SOCKET_DIR'] || undefined,
      minPort: Math.min(minPort, maxPort),
      maxPort: Math.max(minPort, maxPort),
    },
  };
}

/** The handshake line without its line end: handshake version, protocol version, address, wire format. */
export function formatHandshake(endpoint: Endpoint): string {
  const address = endpoint.network === 'unix' ? endpoint.path : `${endpoint.host}:${endpoint.port}`;
  return `1|${protocolVersion}|${endpoint.network}|${address}|grpc`;
}

function readPort(text: string | undefined): number | undefined {
  const port = Number(text);
  return text && Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}
