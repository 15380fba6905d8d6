// Opens a URL in the user's browser. If that fails, the URL is on the screen anyway.
import { spawn } from 'node:child_process';

/** This program makes the URL. It contains nothing that a shell would run as a command. */
export function openBrowser(url: string): void {
  const [command, ...args] = commandFor(process.platform, url);
  if (command === undefined) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function commandFor(platform: NodeJS.Platform, url: string): readonly string[] {
  switch (platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler', url];
    default:
      return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] ? ['xdg-open', url] : [];
  }
}
