// The parts of the WHATWG URL standard that `core` uses. Node, Bun and browsers all have them, yet TypeScript only
// knows them through the DOM or Node types, which `core` must not see.
declare class URL {
  static canParse(url: string, base?: string): boolean;
  constructor(url: string, base?: string);
  hash: string;
  host: string;
  hostname: string;
  readonly href: string;
  readonly origin: string;
  password: string;
  pathname: string;
  port: string;
  protocol: string;
  search: string;
  username: string;
}
