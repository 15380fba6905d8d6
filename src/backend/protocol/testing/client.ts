// A client of the protocol, in the role of Grafana. Used by tests and the demo's host, not by the plugin.
import type { Client } from '@grpc/grpc-js';
import { credentials, makeClientConstructor } from '@grpc/grpc-js';
import type { ServiceDefinition } from '@grpc/grpc-js';
import type { Service, ServiceCalls } from '../grpc-service.ts';
import { grpcServiceDefinition } from '../grpc-service.ts';

export type ServiceClient<S extends Service> = Client & ServiceCalls<S>;

/**
 * Connects to a plugin, lazily.
 * @param address as grpc-js writes it: `unix:/path/to/socket` or `127.0.0.1:10000`
 */
export function connectService<S extends Service>(service: S, address: string): ServiceClient<S> {
  const Connection = makeClientConstructor(grpcServiceDefinition(service) as ServiceDefinition, service.typeName);
  const options = {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    // Grafana's library grows its window by itself.
    'grpc-node.flow_control_window': 16 * 1024 * 1024,
  };
  return new Connection(address, credentials.createInsecure(), options) as unknown as ServiceClient<S>;
}

/** The `address` of {@link connectService} from a plugin's handshake line: `1|2|unix|/path|grpc`. */
export function addressFromHandshake(line: string): string {
  const [core, protocol, network, address, kind] = line.trim().split('|');
  if (core !== '1' || protocol !== '2' || kind !== 'grpc' || !address) {
    throw new Error(`Not a handshake of plugin protocol 2: ${JSON.stringify(line)}`);
  }
  return network === 'unix' ? `unix:${address}` : address;
}
